// See smt_counts.hpp.
#include "solver/certificate/smt_counts.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace chaperone::solver::certificate {
namespace {

using Variables = SmtCounts::Variables;

Sexpr numeral(std::uint64_t value) {
  return std::to_string(value);
}

const std::string& name_of(const Sexpr& variable) {
  return variable.items.front().word;
}
const std::string& sort_of(const Sexpr& variable) {
  return variable.items.back().word;
}

bool is_quantifier(const Sexpr& expression) {
  return expression.is_list && expression.items.size() == 3 && !expression.items.front().is_list &&
         (expression.items.front().word == "forall" || expression.items.front().word == "exists");
}

/// The words in place of which others stand; no quantifier inside binds one of either.
Sexpr substituted(const Sexpr& expression, const std::map<std::string, Sexpr>& to) {
  if (!expression.is_list) {
    const auto found = to.find(expression.word);
    return found == to.end() ? expression : found->second;
  }
  std::vector<Sexpr> items;
  for (const Sexpr& item : expression.items)
    items.push_back(substituted(item, to));
  return Sexpr(std::move(items));
}

void collect_words(const Sexpr& expression, std::vector<std::string>& words) {
  if (!expression.is_list && std::ranges::find(words, expression.word) == words.end())
    words.push_back(expression.word);
  for (const Sexpr& item : expression.items)
    collect_words(item, words);
}

/// A key under which equal formulas are one, whatever their variables are called.
std::string canonical(const Sexpr& expression, std::map<std::string, Sexpr> names) {
  if (is_quantifier(expression))
    for (const Sexpr& variable : expression.items[1].items)
      names.insert_or_assign(name_of(variable), Sexpr(fmt::format("bound!{}", names.size())));
  if (!expression.is_list) {
    const auto found = names.find(expression.word);
    return found == names.end() ? expression.word : found->second.word;
  }
  std::string made = "(";
  for (const Sexpr& item : expression.items)
    made += canonical(item, names) + " ";
  return made + ")";
}

} // namespace

SmtCounts::Variables SmtCounts::renamed(const Variables& variables, std::map<std::string, Sexpr>& to) {
  Variables made;
  for (const Sexpr& variable : variables) {
    const std::string name = names_.take(name_of(variable));
    to.insert_or_assign(name_of(variable), Sexpr(name));
    made.push_back(list(name, variable.items.back()));
  }
  return made;
}

Sexpr SmtCounts::with_own_names(const Sexpr& expression, std::map<std::string, Sexpr> to) {
  if (is_quantifier(expression)) {
    Variables variables = renamed(expression.items[1].items, to);
    Sexpr body = with_own_names(expression.items[2], std::move(to));
    return list(expression.items.front(), Sexpr(std::move(variables)), std::move(body));
  }
  if (!expression.is_list)
    return substituted(expression, to);
  std::vector<Sexpr> items;
  for (const Sexpr& item : expression.items)
    items.push_back(with_own_names(item, to));
  return Sexpr(std::move(items));
}

SmtCounts::Place SmtCounts::place(const Variables& elements, const Sexpr& body,
                                  const std::map<std::string, Sexpr>& locals) {
  std::map<std::string, Sexpr> numbers;
  std::string sorts;
  for (const Sexpr& element : elements) {
    numbers.emplace(name_of(element), Sexpr(fmt::format("each!{}", numbers.size())));
    sorts += sort_of(element) + " ";
  }
  std::vector<std::string> words;
  collect_words(body, words);
  Variables parameters;
  std::vector<Sexpr> args;
  for (const std::string& word : words)
    if (const auto local = locals.find(word); local != locals.end() && !numbers.contains(word)) {
      numbers.emplace(word, Sexpr(fmt::format("of!{}", parameters.size())));
      parameters.push_back(list(word, local->second));
      args.emplace_back(word);
      sorts += local->second.word + " ";
    }
  const auto [known, is_new] = known_.emplace(sorts + canonical(body, numbers), counted_.size());
  if (is_new) {
    std::map<std::string, Sexpr> own;
    Variables own_parameters = renamed(parameters, own), own_elements = renamed(elements, own);
    counted_.push_back({names_.take(fmt::format("count_{}", counted_.size() + 1)), std::move(own_parameters),
                        std::move(own_elements), with_own_names(body, std::move(own))});
  }
  return {known->second, std::move(args)};
}

Sexpr SmtCounts::number(const Variables& elements, const Sexpr& body, const std::map<std::string, Sexpr>& locals) {
  are_used_ = true;
  Place at = place(elements, body, locals);
  claimed_.insert(at.counted);
  return applied(counted_[at.counted].name, std::move(at.args));
}

void SmtCounts::tie(const Variables& elements, const Sexpr& body, const std::map<std::string, Sexpr>& locals,
                    std::uint64_t least, const Sexpr& says) {
  const Place at = place(elements, body, locals);
  claimed_.insert(at.counted);
  Counted& counted = counted_[at.counted];
  if (std::ranges::any_of(counted.ties, [&](const auto& known) { return known.first == least; }))
    return;
  std::map<std::string, Sexpr> own;
  for (std::size_t i = 0; i < at.args.size(); ++i)
    own.emplace(at.args[i].word, counted.parameters[i].items.front());
  counted.ties.emplace_back(least, with_own_names(says, std::move(own)));
}

std::vector<Sexpr> SmtCounts::declarations() const {
  std::vector<Sexpr> made;
  for (const Counted& counted : counted_) {
    Sexpr sorts(std::vector<Sexpr>{});
    for (const Sexpr& parameter : counted.parameters)
      sorts.items.push_back(parameter.items.back());
    made.push_back(list("declare-fun", counted.name, std::move(sorts), "Int"));
  }
  return made;
}

/// The facts of one file.
class SmtCountFacts {
public:
  SmtCountFacts(SmtCounts& counts, const std::map<std::string, std::vector<Sexpr>>& named)
      : counts_(counts), named_(named) {}

  std::vector<SmtCounts::Fact> take() {
    for (std::size_t i = 0; i < counts_.counted_.size(); ++i)
      for (const std::vector<Sexpr>& args : tuples(counts_.counted_[i].parameters))
        if (numbers_.size() < most_numbers)
          add(i, args);
    for (const Number& one : numbers_)
      say_alone(one);
    for (const Number& part : numbers_)
      for (const Number& whole : numbers_)
        if (&part != &whole && are_alike(part, whole))
          say_of_two(part, whole);
    say_of_three();
    return std::move(facts_);
  }

private:
  /// A number with the individuals that have no name apart.
  struct Number {
    std::size_t counted;
    Sexpr value, body, others;
  };

  static constexpr std::size_t most_numbers = 24;
  static constexpr std::size_t few_numbers = 10; ///< of which any three are related
  static constexpr std::size_t most_tuples = 16;

  const SmtCounts::Counted& counted(const Number& one) const { return counts_.counted_[one.counted]; }

  void say(Sexpr formula, std::string comment = {}) {
    facts_.push_back({std::move(comment), list("assert", std::move(formula))});
  }

  /// Every choice of named individuals of these sorts, as far as they are few.
  std::vector<std::vector<Sexpr>> tuples(const Variables& variables) const {
    std::vector<std::vector<Sexpr>> made{{}};
    for (const Sexpr& variable : variables) {
      const auto found = named_.find(sort_of(variable));
      std::vector<std::vector<Sexpr>> longer;
      for (const std::vector<Sexpr>& tuple : made)
        for (std::size_t i = 0; found != named_.end() && i < found->second.size(); ++i) {
          if (made.size() * (i + 1) > most_tuples)
            break;
          longer.push_back(tuple);
          longer.back().push_back(found->second[i]);
        }
      made = std::move(longer);
    }
    return made;
  }

  static std::map<std::string, Sexpr> values_of(const Variables& variables, const std::vector<Sexpr>& values) {
    std::map<std::string, Sexpr> made;
    for (std::size_t i = 0; i < variables.size(); ++i)
      made.emplace(name_of(variables[i]), values[i]);
    return made;
  }

  static Sexpr same(const std::vector<Sexpr>& one, const std::vector<Sexpr>& other) {
    std::vector<Sexpr> parts;
    for (std::size_t i = 0; i < one.size(); ++i)
      parts.push_back(list("=", one[i], other[i]));
    return conjunction(std::move(parts));
  }

  void add(std::size_t which, const std::vector<Sexpr>& args) {
    const SmtCounts::Counted& it = counts_.counted_[which];
    const auto values = values_of(it.parameters, args);
    Number made{which, applied(it.name, args), substituted(it.body, values), Sexpr("")};
    std::vector<Sexpr> difference{"-", made.value};
    const auto named = tuples(it.elements);
    for (std::size_t i = 0; i < named.size(); ++i) {
      std::vector<Sexpr> parts{substituted(made.body, values_of(it.elements, named[i]))};
      for (std::size_t j = 0; j < i; ++j)
        parts.push_back(negation(same(named[i], named[j])));
      difference.push_back(list("ite", conjunction(std::move(parts)), "1", "0"));
    }
    made.others =
        named.empty() ? made.value : Sexpr(counts_.names_.take(fmt::format("others_{}", numbers_.size() + 1)));
    std::string comment =
        fmt::format("{}: of how many {} is it true that {}? The others have no name here", laid_out_in_one(made.value),
                    laid_out_in_one(Sexpr(it.elements)), laid_out_in_one(made.body));
    if (!named.empty())
      facts_.push_back(
          {comment, list("define-fun", made.others, Sexpr(std::vector<Sexpr>{}), "Int", Sexpr(std::move(difference)))});
    numbers_.push_back(std::move(made));
    for (const auto& [least, says] : it.ties)
      say(list("=", substituted(says, values), list(">=", numbers_.back().value, numeral(least))));
  }

  static std::string laid_out_in_one(const Sexpr& expression) {
    if (!expression.is_list)
      return expression.word;
    std::string made;
    for (const Sexpr& item : expression.items)
      made += (made.empty() ? "(" : " ") + laid_out_in_one(item);
    return made + ")";
  }

  static std::string sorts(const Variables& variables) {
    std::string made;
    for (const Sexpr& variable : variables)
      made += (made.empty() ? "" : ", ") + sort_of(variable);
    return made;
  }

  bool are_alike(const Number& one, const Number& other) const {
    return sorts(counted(one).elements) == sorts(counted(other).elements);
  }

  /// The body of one number as one of the variables of another.
  Sexpr body_in(const Number& one, const Number& other) const {
    std::vector<Sexpr> names;
    for (const Sexpr& element : counted(other).elements)
      names.push_back(element.items.front());
    return substituted(one.body, values_of(counted(one).elements, names));
  }

  /// Somebody without a name satisfies it.
  Sexpr some_other(const Number& one, Sexpr body) const {
    const Variables& elements = counted(one).elements;
    std::vector<Sexpr> names, parts{std::move(body)};
    for (const Sexpr& element : elements)
      names.push_back(element.items.front());
    for (const std::vector<Sexpr>& tuple : tuples(elements))
      parts.push_back(negation(same(names, tuple)));
    return quantifier("exists", elements, conjunction(std::move(parts)));
  }

  void say_alone(const Number& one) {
    say(list(">=", one.others, "0"),
        fmt::format("{}: a number, and 0 exactly if there is nobody", laid_out_in_one(one.value)));
    say(list("=", some_other(one, one.body), list(">=", one.others, "1")));
  }

  void say_of_two(const Number& part, const Number& whole) {
    say(disjunction({some_other(part, conjunction({part.body, negation(body_in(whole, part))})),
                     list("<=", part.others, whole.others)}),
        fmt::format("{}: if all of them are of {}, they are no more", laid_out_in_one(part.value),
                    laid_out_in_one(whole.value)));
  }

  /// What lies within two sets has no more members than both together, and no fewer if it is they and they are apart.
  void say_of_three() {
    if (numbers_.size() > few_numbers)
      return;
    for (const Number& whole : numbers_)
      for (const Number& one : numbers_)
        for (const Number& other : numbers_) {
          if (!counts_.claimed_.contains(whole.counted) || &one >= &other || &whole == &one || &whole == &other ||
              !are_alike(whole, one) || !are_alike(one, other))
            continue;
          const Sexpr first = body_in(one, whole), second = body_in(other, whole);
          const Sexpr both = list("+", one.others, other.others);
          say(disjunction({some_other(whole, conjunction({whole.body, negation(first), negation(second)})),
                           list("<=", whole.others, both)}),
              fmt::format("{}: if all of them are of {} or {}, they are no more than both",
                          laid_out_in_one(whole.value), laid_out_in_one(one.value), laid_out_in_one(other.value)));
          say(disjunction(
              {some_other(whole, disjunction({conjunction({first, second}),
                                              conjunction({disjunction({first, second}), negation(whole.body)})})),
               list(">=", whole.others, both)}));
        }
  }

  SmtCounts& counts_;
  const std::map<std::string, std::vector<Sexpr>>& named_;
  std::vector<Number> numbers_;
  std::vector<SmtCounts::Fact> facts_;
};

std::vector<SmtCounts::Fact> SmtCounts::facts(const std::map<std::string, std::vector<Sexpr>>& named) {
  return SmtCountFacts(*this, named).take();
}

} // namespace chaperone::solver::certificate
