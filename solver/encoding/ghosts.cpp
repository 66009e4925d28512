// See ghosts.hpp.
#include "solver/encoding/ghosts.hpp"

#include "solver/encoding/logic.hpp"
#include "solver/encoding/reply.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <set>

namespace chaperone::solver::encoding {

using Exprs = Ghosts::Exprs;

namespace {

unsigned id_of(const z3::ast& node) {
  return Z3_get_ast_id(node.ctx(), node);
}

z3::expr replaced(const z3::expr& in, const Exprs& from, const Exprs& to) {
  z3::expr_vector old_ones(in.ctx()), new_ones(in.ctx());
  for (std::size_t i = 0; i < from.size(); ++i) {
    old_ones.push_back(from[i]);
    new_ones.push_back(to[i]);
  }
  z3::expr copy = in;
  return from.empty() ? copy : copy.substitute(old_ones, new_ones);
}

/// Calls `visit` once with each node of a formula, a node before its parts.
void for_each_node(const z3::expr& root, std::set<unsigned>& seen, const std::function<void(const z3::expr&)>& visit) {
  Exprs open{root};
  while (!open.empty()) {
    const z3::expr node = open.back();
    open.pop_back();
    if (!seen.insert(id_of(node)).second)
      continue;
    visit(node);
    if (node.is_quantifier())
      open.push_back(node.body());
    else if (node.is_app())
      for (unsigned i = node.num_args(); i-- > 0;)
        open.push_back(node.arg(i));
  }
}

/// A constant like the one-placed names of a table: `each!User!0`.
Exprs numbered(z3::context& context, const char* kind, const Exprs& like) {
  std::map<std::string, unsigned> next;
  Exprs made;
  for (const z3::expr& one : like) {
    const std::string sort = one.get_sort().name().str();
    made.push_back(context.constant(fmt::format("{}!{}!{}", kind, sort, next[sort]++).c_str(), one.get_sort()));
  }
  return made;
}

} // namespace

Ghosts::Place Ghosts::place(const Exprs& elements, const z3::expr& body, const Exprs& open) {
  std::set<unsigned> seen, wanted;
  for (const z3::expr& one : open)
    wanted.insert(id_of(one));
  for (const z3::expr& one : elements)
    wanted.erase(id_of(one));
  Exprs args;
  for_each_node(body, seen, [&](const z3::expr& node) {
    if (wanted.contains(id_of(node)))
      args.push_back(node);
  });
  Exprs from = args, parameters = numbered(context_, "of", args), to = parameters;
  Exprs each = numbered(context_, "each", elements);
  from.insert(from.end(), elements.begin(), elements.end());
  to.insert(to.end(), each.begin(), each.end());
  const z3::expr canonical = replaced(body, from, to);
  std::vector<unsigned> key{id_of(canonical)};
  for (const z3::expr& one : each)
    key.push_back(id_of(one));
  const auto [known, is_new] = known_.emplace(std::move(key), counted_.size());
  if (is_new) {
    z3::sort_vector sorts(context_);
    for (const z3::expr& one : parameters)
      sorts.push_back(one.get_sort());
    const z3::func_decl symbol =
        context_.function(fmt::format("count!{}", counted_.size()).c_str(), sorts, context_.int_sort());
    by_symbol_.emplace(id_of(symbol), counted_.size());
    counted_.push_back({symbol, std::move(parameters), std::move(each), canonical, {}});
  }
  return {known->second, std::move(args)};
}

z3::expr Ghosts::number(const Exprs& elements, const z3::expr& body, const Exprs& open) {
  if (body.is_false())
    return context_.int_val(0);
  const Place at = place(elements, body, open);
  z3::expr_vector args(context_);
  for (const z3::expr& one : at.args)
    args.push_back(one);
  return counted_[at.counted].symbol(args);
}

void Ghosts::tie(const Exprs& elements, const z3::expr& body, const Exprs& open, std::uint64_t least,
                 const z3::expr& says) {
  const Place at = place(elements, body, open);
  Counted& counted = counted_[at.counted];
  tied_.push_back(at.counted);
  if (std::ranges::none_of(counted.ties, [&](const auto& known) { return known.first == least; }))
    counted.ties.emplace_back(least, replaced(says, at.args, counted.parameters));
}

z3::expr Ghosts::with_names(const z3::expr& quantifier) {
  const unsigned size = Z3_get_quantifier_num_bound(context_, quantifier);
  Exprs names;
  for (unsigned i = 0; i < size; ++i) {
    const z3::sort sort(context_, Z3_get_quantifier_bound_sort(context_, quantifier, i));
    names.push_back(context_.constant(fmt::format("somebody!{}", names_++).c_str(), sort));
  }
  std::vector<Z3_ast> last_first; // the last variable has number 0
  for (auto name = names.rbegin(); name != names.rend(); ++name)
    last_first.push_back(*name);
  const Z3_ast made = Z3_substitute_vars(context_, quantifier.body(), size, last_first.data());
  context_.check_error();
  if (made == nullptr) // without an error: Z3 was interrupted
    throw Interrupted();
  return z3::expr(context_, made);
}

z3::expr Ghosts::opened(const z3::expr& formula) {
  std::map<std::pair<unsigned, bool>, z3::expr> known;
  return opened(formula, true, known);
}

z3::expr Ghosts::opened(const z3::expr& formula, bool is_positive,
                        std::map<std::pair<unsigned, bool>, z3::expr>& known) {
  if (const auto found = known.find({id_of(formula), is_positive}); found != known.end())
    return found->second;
  const auto part = [&](unsigned i, bool sign) { return opened(formula.arg(i), sign, known); };
  auto made = [&]() -> z3::expr {
    if (formula.is_quantifier())
      return formula.is_exists() == is_positive ? opened(with_names(formula), is_positive, known) : formula;
    if (formula.is_not())
      return negation(part(0, !is_positive));
    if (formula.is_implies())
      return implication(part(0, !is_positive), part(1, is_positive));
    if (!formula.is_and() && !formula.is_or())
      return formula;
    Exprs parts;
    for (unsigned i = 0; i < formula.num_args(); ++i)
      parts.push_back(part(i, is_positive));
    return formula.is_and() ? conjunction(context_, parts) : disjunction(context_, parts);
  }();
  known.emplace(std::pair(id_of(formula), is_positive), made);
  return made;
}

/// The facts of one question.
class GhostFacts {
public:
  GhostFacts(const Ghosts& ghosts, const Exprs& asserted, const std::vector<std::size_t>& tied)
      : ghosts_(ghosts), context_(ghosts.context_) {
    std::vector<bool> is_open(ghosts_.counted_.size(), false); // asked for by what a quantifier binds
    look_at(asserted, is_open);
    has_any_ = !instances_.empty() || std::ranges::find(is_open, true) != is_open.end();
    if (!has_any_)
      return;
    for (const std::size_t one : tied)
      is_open[one] = true;
    // What is counted may itself speak of numbers, and of individuals.
    for (bool has_more = true; has_more;) {
      has_more = false;
      for (std::size_t i = 0; i < is_open.size(); ++i)
        if ((is_open[i] || is_mentioned(i)) && looked_into_.insert(i).second) {
          look_at({ghosts_.counted_[i].body}, is_open);
          has_more = true;
        }
    }
    for (std::size_t i = 0; i < is_open.size(); ++i)
      if (is_open[i])
        add_for_all_names(i);
    std::set<unsigned> seen;
    for (const Instance& one : instances_)
      note_names(one.body, seen);
  }

  Ghosts::Facts take() {
    for (Instance& one : instances_)
      say_alone(one);
    for (Instance& one : instances_)
      for (Instance& other : instances_)
        if (&one != &other && are_alike(one, other))
          say_of_two(one, other);
    say_of_three();
    return {has_any_, std::move(first_), std::move(more_)};
  }

private:
  /// A number of which facts are said.
  struct Instance {
    std::size_t counted;
    z3::expr number, body;
    std::optional<z3::expr> others = {}; ///< the number without the named individuals
  };

  static constexpr std::size_t most_instances = 24;
  static constexpr std::size_t most_names = 20;        ///< of a sort
  static constexpr std::size_t most_named_tuples = 16; ///< of several sorts
  static constexpr std::size_t few_instances = 10;     ///< of which three at a time are related

  const Ghosts::Counted& counted(const Instance& one) const { return ghosts_.counted_[one.counted]; }
  bool is_mentioned(std::size_t which) const {
    return std::ranges::any_of(instances_, [&](const Instance& one) { return one.counted == which; });
  }

  /// Does the term speak of what is bound, or stands for any?
  bool is_ground(const z3::expr& term) {
    if (const auto known = ground_.find(id_of(term)); known != ground_.end())
      return known->second;
    bool made = term.is_app();
    if (made && term.num_args() == 0) {
      const std::string name = term.decl().name().str();
      made = !name.starts_with("of!") && !name.starts_with("each!");
    }
    for (unsigned i = 0; made && i < term.num_args(); ++i)
      made = is_ground(term.arg(i));
    ground_.emplace(id_of(term), made);
    return made;
  }

  void look_at(const Exprs& formulas, std::vector<bool>& is_open) {
    for (auto formula = formulas.rbegin(); formula != formulas.rend(); ++formula) // the question before its hypotheses
      for_each_node(*formula, seen_, [&](const z3::expr& node) {
        note_name(node);
        if (!node.is_app())
          return;
        const auto known = ghosts_.by_symbol_.find(id_of(node.decl()));
        if (known == ghosts_.by_symbol_.end())
          return;
        if (!is_ground(node)) {
          is_open[known->second] = true;
          return;
        }
        Exprs args;
        for (unsigned i = 0; i < node.num_args(); ++i)
          args.push_back(node.arg(i));
        add(known->second, args);
      });
  }

  void note_names(const z3::expr& formula, std::set<unsigned>& seen) {
    for_each_node(formula, seen, [&](const z3::expr& node) { note_name(node); });
  }

  /// An individual that has a name: a constant, or a function's value for such.
  void note_name(const z3::expr& term) {
    if (!term.is_app() || term.decl().decl_kind() != Z3_OP_UNINTERPRETED ||
        term.get_sort().sort_kind() != Z3_UNINTERPRETED_SORT || !is_ground(term))
      return;
    Exprs& names = names_[id_of(term.get_sort())];
    if (std::ranges::any_of(names, [&](const z3::expr& known) { return z3::eq(known, term); }))
      return;
    // What the step names comes first.
    const bool is_argument = term.num_args() == 0 && term.decl().name().str().starts_with("arg!");
    const auto at = is_argument ? std::ranges::find_if(names,
                                                       [](const z3::expr& known) {
                                                         return known.num_args() != 0 ||
                                                                !known.decl().name().str().starts_with("arg!");
                                                       })
                                : names.end();
    names.insert(at, term);
  }

  void add(std::size_t which, const Exprs& args) {
    const Ghosts::Counted& counted = ghosts_.counted_[which];
    z3::expr_vector list(context_);
    for (const z3::expr& arg : args)
      list.push_back(arg);
    const z3::expr number = counted.symbol(list);
    if (instances_.size() >= most_instances ||
        std::ranges::any_of(instances_, [&](const Instance& known) { return z3::eq(known.number, number); }))
      return;
    instances_.push_back({which, number, replaced(counted.body, counted.parameters, args)});
  }

  void add_for_all_names(std::size_t which) {
    for (const Exprs& args : named_tuples(ghosts_.counted_[which].parameters))
      add(which, args);
  }

  /// All lists of named individuals of these constants' sorts, as far as they are few.
  std::vector<Exprs> named_tuples(const Exprs& like) {
    std::vector<Exprs> made{{}};
    for (const z3::expr& one : like) {
      const Exprs& all = names_[id_of(one.get_sort())];
      const std::size_t most =
          like.size() == 1 ? most_names : most_named_tuples / std::max(made.size(), std::size_t{1});
      std::vector<Exprs> longer;
      for (const Exprs& tuple : made)
        for (std::size_t i = 0; i < std::min(most, all.size()); ++i) {
          longer.push_back(tuple);
          longer.back().push_back(all[i]);
        }
      made = std::move(longer);
    }
    return made;
  }

  bool are_alike(const Instance& one, const Instance& other) const {
    const Exprs &left = counted(one).elements, &right = counted(other).elements;
    return std::ranges::equal(left, right, [](const z3::expr& a, const z3::expr& b) { return z3::eq(a, b); });
  }

  z3::expr same(const Exprs& one, const Exprs& other) {
    Exprs parts;
    for (std::size_t i = 0; i < one.size(); ++i)
      parts.push_back(z3::eq(one[i], other[i]) ? context_.bool_val(true) : one[i] == other[i]);
    return conjunction(context_, parts);
  }

  /// Some that is not named satisfies this.
  z3::expr some_other(const Instance& like, const z3::expr& body) {
    const Exprs& elements = counted(like).elements;
    Exprs parts{body};
    for (const Exprs& named : named_tuples(elements))
      parts.push_back(negation(same(elements, named)));
    z3::expr inner = conjunction(context_, parts);
    if (inner.is_false())
      return inner;
    std::vector<Z3_app> bound;
    for (const z3::expr& one : elements)
      bound.push_back(Z3_to_app(context_, one));
    const Z3_ast made =
        Z3_mk_exists_const(context_, 0, static_cast<unsigned>(bound.size()), bound.data(), 0, nullptr, inner);
    context_.check_error();
    return z3::expr(context_, made);
  }

  /// The number less those among the named that satisfy the body, each once.
  const z3::expr& others(Instance& instance) {
    if (instance.others)
      return *instance.others;
    const std::vector<Exprs> tuples = named_tuples(counted(instance).elements);
    z3::expr rest = instance.number;
    for (std::size_t i = 0; i < tuples.size(); ++i) {
      Exprs parts{replaced(instance.body, counted(instance).elements, tuples[i])};
      for (std::size_t j = 0; j < i; ++j)
        parts.push_back(negation(same(tuples[i], tuples[j])));
      const z3::expr is_new = conjunction(context_, parts);
      if (!is_new.is_false())
        rest = rest - z3::ite(is_new, context_.int_val(1), context_.int_val(0));
    }
    return instance.others.emplace(rest);
  }

  /// A number is 0 exactly if there is nobody; what ties it to formulas that list so many.
  void say_alone(Instance& one) {
    const z3::expr somebody = some_other(one, one.body);
    first_.push_back(others(one) >= 0);
    first_.push_back(equivalence(somebody, others(one) >= 1));
    const Ghosts::Counted& counted_here = counted(one);
    Exprs values;
    for (unsigned i = 0; i < one.number.num_args(); ++i)
      values.push_back(one.number.arg(i));
    for (const auto& [least, says] : counted_here.ties)
      first_.push_back(equivalence(replaced(says, counted_here.parameters, values),
                                   one.number >= context_.int_val(static_cast<std::uint64_t>(least))));
  }

  /// A part has no more members than the whole.
  void say_of_two(Instance& part, Instance& whole) {
    const z3::expr outside = some_other(part, conjunction(context_, {part.body, negation(whole.body)}));
    first_.push_back(disjunction(context_, {outside, others(part) <= others(whole)}));
  }

  /// What lies within two sets has no more members than both together, and no fewer if it is they and they are apart.
  void say_of_three() {
    const auto is_set = [](const Instance& one) {
      return one.body.is_app() && one.body.decl().name().str().starts_with("set!");
    };
    const bool are_few = instances_.size() <= few_instances;
    for (Instance& whole : instances_)
      for (Instance& one : instances_)
        for (Instance& other : instances_) {
          if (&one >= &other || &whole == &one || &whole == &other || !are_alike(whole, one) || !are_alike(one, other))
            continue;
          const bool has_set = is_set(one) || is_set(other);
          if (!has_set && !are_few)
            continue;
          const z3::expr outside =
              some_other(whole, conjunction(context_, {whole.body, negation(one.body), negation(other.body)}));
          const z3::expr both = conjunction(context_, {one.body, other.body});
          const z3::expr beyond =
              conjunction(context_, {disjunction(context_, {one.body, other.body}), negation(whole.body)});
          (has_set ? first_ : more_)
              .push_back(disjunction(context_, {outside, others(whole) <= others(one) + others(other)}));
          more_.push_back(disjunction(context_, {some_other(whole, disjunction(context_, {both, beyond})),
                                                 others(whole) >= others(one) + others(other)}));
        }
  }

  const Ghosts& ghosts_;
  z3::context& context_;
  std::vector<Instance> instances_;
  std::map<unsigned, Exprs> names_; ///< by the sort's number
  std::map<unsigned, bool> ground_;
  std::set<unsigned> seen_;
  std::set<std::size_t> looked_into_;
  bool has_any_ = false;
  Exprs first_, more_;
};

Ghosts::Facts Ghosts::facts(const Exprs& asserted, const std::vector<std::size_t>& tied) const {
  return GhostFacts(*this, asserted, tied).take();
}

} // namespace chaperone::solver::encoding
