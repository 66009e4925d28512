// Formulas as text; see model/print/printer.hpp. The levels are those of the grammar in
// docs/language.md. Covered by tests/model/printer_test.cpp.
#include "model/print/printer.hpp"

#include "model/rules/mentions.hpp"
#include "model/rules/ordering.hpp"
#include "model/rules/substitution.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utility>

namespace chaperone::model {
namespace {

/// How tightly a formula's outermost word binds.
enum class Level { iff, implies, disjunction, conjunction, unary };

/// Where a formula is to stand: what it must at least bind as, and whether words follow it before the next
/// closing bracket. A quantifier reaches as far as it can, so it needs brackets wherever something follows.
struct Position {
  Level level = Level::iff;
  bool is_last = true;
};

class FormulaPrinter {
public:
  FormulaPrinter(const System& system, const Population* population, std::function<void(const Value&)> on_value)
      : system_(system), population_(population), on_value_(std::move(on_value)) {}

  std::string text(const Formula& formula, Position at) {
    return std::visit(overload{
                          [](const Constant& constant) { return std::string(constant.value ? "true" : "false"); },
                          [&](const Atom& atom) {
                            switch (system_[atom.relation].upkeep) {
                            case Upkeep::order:
                              return less(atom);
                            case Upkeep::past:
                              return remembered(atom, at);
                            default:
                              return applied(system_[atom.relation].name, atom.args);
                            }
                          },
                          [&](const Equal& equal) { return equality(equal, "="); },
                          [&](const Member& member) { return membership(member, "in"); },
                          [&](const Not& negated) { return negation_of(negated.body, at); },
                          [&](const And& all) { return chain(all.parts, "and", Level::conjunction, at); },
                          [&](const Or& any) { return disjunction(formula, any, at); },
                          [&](const Implies& implication) { return implies(implication, at); },
                          [&](const Iff& both) {
                            return chain({both.left, both.right}, "iff", Level::iff, at);
                          },
                          [&](const Quantified& quantified) { return quantifier(quantified, at); },
                          [&](const Call& call) { return applied(system_[call.define].name, call.args); },
                          [&](const Can& can) { return asked("can", can.rule, can.args); },
                          [&](const Did& did) { return asked("did", did.rule, did.args); },
                          [&](const Was& was) {
                            return "was " + text(was.body, {Level::unary, at.is_last});
                          },
                          [&](const Reached& it) { return reached(it); },
                          [&](const SomeSet& it) { return some_set(it, at); },
                      },
                      formula->kind);
  }

  std::string text(const Term& term) {
    return std::visit(overload{
                          [&](VariableId variable) { return name(variable); },
                          [&](const Value& value) { return name(value); },
                          [&](const std::shared_ptr<const Application>& application) {
                            const Function& function = system_[application->function];
                            return function.is_individual ? function.name : applied(function.name, application->args);
                          },
                      },
                      term);
  }

private:
  std::string name(VariableId variable) const {
    const auto found =
        std::find_if(scope_.rbegin(), scope_.rend(), [&](const auto& bound) { return bound.first == variable; });
    return found == scope_.rend() ? system_[variable].name : found->second;
  }

  std::string name(const Value& value) {
    if (on_value_)
      on_value_(value);
    const Sort& sort = system_[value.sort];
    const std::vector<std::string>& names = population_ ? population_->names[value.sort.index] : sort.names;
    return value.index < names.size() ? names[value.index] : fmt::format("{}{}", sort.name, value.index + 1);
  }

  /// The variable's own name, or with a number where that name stands for somebody else here.
  std::string fresh_name(VariableId variable) const {
    const std::string& wanted = system_[variable].name;
    std::string result = wanted;
    for (int number = 2; is_taken(result); ++number)
      result = fmt::format("{}{}", wanted, number);
    return result;
  }

  bool is_taken(const std::string& candidate) const {
    if (std::any_of(scope_.begin(), scope_.end(), [&](const auto& bound) { return bound.second == candidate; }))
      return true;
    return population_ != nullptr &&
           std::any_of(population_->names.begin(), population_->names.end(), [&](const auto& names) {
             return std::find(names.begin(), names.end(), candidate) != names.end();
           });
  }

  std::string terms(const std::vector<Term>& list) {
    std::vector<std::string> parts;
    for (const Term& term : list)
      parts.push_back(text(term));
    return fmt::format("{}", fmt::join(parts, ", "));
  }

  std::string applied(const std::string& symbol, const std::vector<Term>& args) {
    return symbol + "(" + terms(args) + ")";
  }

  // Both sides are written in the order of the text, as `on_value` promises.
  std::string equality(const Equal& equal, const char* sign) {
    std::string left = text(equal.left);
    return std::move(left) + " " + sign + " " + text(equal.right);
  }

  /// What the relation remembers, in the words of the property.
  std::string remembered(const Atom& atom, Position at) {
    // An invariant is to read back as what it is; people are told what it stands for.
    const auto memory = std::ranges::find(system_.memories, atom.relation, &Memory::relation);
    if (memory == system_.memories.end() || population_ == nullptr)
      return applied(system_[atom.relation].name, atom.args);
    Substitution who;
    for (std::size_t i = 0; i < atom.args.size(); ++i)
      who.terms.emplace(memory->variables[i], atom.args[i]);
    if (!memory->since)
      return "once " + text(with_terms(memory->held, who), {Level::unary, at.is_last});
    const bool is_bracketed = at.level > Level::implies || !at.is_last;
    std::string result = text(with_terms(memory->held, who), {Level::disjunction, false}) + " since ";
    result += text(with_terms(memory->stated, who), {Level::disjunction, true});
    return bracketed(std::move(result), is_bracketed);
  }

  std::string less(const Atom& order) {
    std::string left = text(order.args[0]);
    return std::move(left) + " < " + text(order.args[1]);
  }

  /// In words that no file has: it stands in formulas that are made.
  std::string reached(const Reached& it) {
    const std::string ends = text(it.from) + ", " + text(it.to);
    scope_.emplace_back(it.tail, fresh_name(it.tail));
    scope_.emplace_back(it.head, fresh_name(it.head));
    std::string made = fmt::format("{}({} by steps {}, {} | {})", system_[it.closure].name, ends, name(it.tail),
                                   name(it.head), text(it.step, {}));
    scope_.resize(scope_.size() - 2);
    return made;
  }

  std::string some_set(const SomeSet& it, Position at) {
    scope_.emplace_back(it.set, fresh_name(it.set));
    std::string made =
        fmt::format("some {}: set of {} | {}", name(it.set), system_[system_[it.set].sort].name, text(it.body, {}));
    scope_.pop_back();
    return bracketed(std::move(made), !at.is_last || at.level == Level::unary);
  }

  std::string membership(const Member& member, const char* word) {
    return text(member.element) + " " + word + " " + name(member.set);
  }

  static std::string bracketed(std::string inner, bool is_needed) {
    return is_needed ? "(" + std::move(inner) + ")" : inner;
  }

  std::string negation_of(const Formula& body, Position at) {
    if (const auto* equal = std::get_if<Equal>(&body->kind))
      return equality(*equal, "!=");
    if (const auto* member = std::get_if<Member>(&body->kind))
      return membership(*member, "not in");
    if (const auto* any = std::get_if<Or>(&body->kind); any != nullptr && is_listing(*any))
      return listing(*any, "not in");
    return "not " + text(body, {Level::unary, at.is_last});
  }

  std::string chain(const std::vector<Formula>& parts, const char* word, Level level, Position at) {
    const bool is_bracketed = at.level > level;
    std::string result;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const bool is_last = i + 1 == parts.size() && (at.is_last || is_bracketed);
      result += i == 0 ? "" : fmt::format(" {} ", word);
      // On the left of `iff` another `iff` groups by itself; on its right it needs brackets.
      const bool may_be_same = level != Level::iff || i == 0;
      const Level least = may_be_same ? level : Level::implies;
      result += text(parts[i], {least, is_last});
    }
    return bracketed(std::move(result), is_bracketed);
  }

  std::string implies(const Implies& implication, Position at) {
    const bool is_bracketed = at.level > Level::implies;
    std::string result = text(implication.left, {Level::disjunction, false}) + " implies ";
    result += text(implication.right, {Level::implies, at.is_last || is_bracketed});
    return bracketed(std::move(result), is_bracketed);
  }

  /// Is it `t = a or t = b …`, which reads better as `t in {a, b}`?
  static bool is_listing(const Or& any) {
    const auto* first = std::get_if<Equal>(&any.parts.front()->kind);
    return first != nullptr && std::all_of(any.parts.begin(), any.parts.end(), [&](const Formula& part) {
             const auto* equal = std::get_if<Equal>(&part->kind);
             return equal != nullptr && equal->left == first->left && std::holds_alternative<Value>(equal->right);
           });
  }

  std::string listing(const Or& any, const char* word) {
    std::string result = text(std::get<Equal>(any.parts.front()->kind).left) + " " + word + " {";
    for (std::size_t i = 0; i < any.parts.size(); ++i)
      result += (i == 0 ? "" : ", ") + text(std::get<Equal>(any.parts[i]->kind).right);
    return result + "}";
  }

  /// What a function says stands first: `role(u) >= least`.
  std::string compared(const Ordering& ordering) {
    const auto is_application = [](const Term& term) {
      return std::holds_alternative<std::shared_ptr<const Application>>(term);
    };
    const std::string left = text(ordering.left), right = text(ordering.right);
    if (is_application(ordering.right) && !is_application(ordering.left))
      return right + (ordering.is_strict ? " > " : " >= ") + left;
    return left + (ordering.is_strict ? " < " : " <= ") + right;
  }

  std::string disjunction(const Formula& formula, const Or& any, Position at) {
    if (const auto ordering = ordering_of(system_, formula))
      return compared(*ordering);
    return is_listing(any) ? listing(any, "in") : chain(any.parts, "or", Level::disjunction, at);
  }

  std::string quantifier(const Quantified& quantified, Position at) {
    std::string result = quantifier_word(quantified) + " ";
    std::string pending; // the domain of the names written last
    const std::size_t outer = scope_.size();
    for (const Binder& binder : quantified.binders) {
      const std::string in = domain(binder);
      if (!pending.empty())
        result += pending == in ? ", " : ": " + pending + ", ";
      pending = in;
      scope_.emplace_back(binder.variable, fresh_name(binder.variable));
      result += scope_.back().second;
    }
    result += ": " + pending + " | " + text(quantified.body, {Level::iff, true});
    scope_.resize(outer);
    return bracketed(std::move(result), !at.is_last);
  }

  static std::string quantifier_word(const Quantified& quantified) {
    switch (quantified.kind) {
    case Quantifier::all:
      return "all";
    case Quantifier::some:
      return "some";
    case Quantifier::no:
      return "no";
    case Quantifier::one:
      return "one";
    case Quantifier::lone:
      return "lone";
    case Quantifier::at_least:
      return fmt::format("at least {}", quantified.count);
    case Quantifier::at_most:
      return fmt::format("at most {}", quantified.count);
    }
    return {};
  }

  std::string domain(const Binder& binder) const {
    if (binder.guard) {
      if (const auto* member = std::get_if<Member>(&binder.guard->kind))
        return name(member->set);
      if (const auto* atom = std::get_if<Atom>(&binder.guard->kind))
        return system_[atom->relation].name;
      if (const auto* call = std::get_if<Call>(&binder.guard->kind))
        return system_[call->define].name;
    }
    return system_[system_[binder.variable].sort].name;
  }

  std::string asked(const char* word, RuleId rule, const std::vector<Argument>& args) {
    std::vector<std::string> parts;
    for (const Argument& arg : args)
      parts.push_back(std::visit(overload{
                                     [](const Anything&) { return std::string("_"); },
                                     [&](const Term& term) { return text(term); },
                                     [&](const std::vector<Term>& set) { return "{" + terms(set) + "}"; },
                                 },
                                 arg));
    return fmt::format("{} {}({})", word, system_[rule].name, fmt::join(parts, ", "));
  }

  const System& system_;
  const Population* population_;
  std::function<void(const Value&)> on_value_;
  std::vector<std::pair<VariableId, std::string>> scope_;
};

std::vector<std::string> names_of(const std::vector<Place>& places, const std::vector<std::uint32_t>& args,
                                  const Population& population) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < args.size(); ++i)
    result.push_back(population.names[places[i].sort.index][args[i]]);
  return result;
}

} // namespace

std::string print(const System& system, const Formula& formula, const Population* population,
                  const std::function<void(const Value&)>& on_value) {
  if (has_made_part(formula))
    for (const Property& property : system.properties)
      if (property.way_back && property.formula == formula)
        return "undoable " + property.name;
  return FormulaPrinter(system, population, on_value).text(formula, {});
}

std::string print(const System& system, const Term& term, const Population* population) {
  return FormulaPrinter(system, population, {}).text(term);
}

std::string print(const System& system, const Action& action, const Population& population) {
  const Rule& rule = system[action.rule];
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < action.args.size(); ++i) {
    const std::vector<std::string>& names = population.names[system[rule.parameters[i]].sort.index];
    parts.push_back(std::visit(overload{
                                   [&](std::uint32_t index) { return names[index]; },
                                   [&](const std::vector<std::uint32_t>& set) {
                                     std::vector<std::string> members;
                                     for (const std::uint32_t index : set)
                                       members.push_back(names[index]);
                                     return fmt::format("{{{}}}", fmt::join(members, ", "));
                                   },
                               },
                               action.args[i]));
  }
  return fmt::format("{}({})", rule.name, fmt::join(parts, ", "));
}

std::string print_place(const System& system, RelationId relation, const std::vector<std::uint32_t>& args,
                        const Population& population) {
  return fmt::format("{}({})", system[relation].name,
                     fmt::join(names_of(system[relation].places, args, population), ", "));
}

std::string print_place(const System& system, FunctionId function, const std::vector<std::uint32_t>& args,
                        const Population& population) {
  return fmt::format("{}({})", system[function].name,
                     fmt::join(names_of(system[function].places, args, population), ", "));
}

std::string quoted(const System& system, Span span) {
  if (!is_written(system, span))
    return {};
  std::string result;
  for (const char c : system.sources->text(span)) {
    const bool is_space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!is_space)
      result += c;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  return result;
}

std::string list_names(const std::vector<std::string>& names) {
  if (names.empty())
    return "nobody";
  if (names.size() == 1)
    return names.front();
  return fmt::format("{} and {}", fmt::join(names.begin(), names.end() - 1, ", "), names.back());
}

} // namespace chaperone::model
