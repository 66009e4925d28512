// Implements model/resolve/resolve_checks.hpp. Covered by tests/model/resolver_test.cpp and specs/broken/.
#include "model/resolve/resolve_checks.hpp"

#include "model/rules/mentions.hpp"
#include "model/rules/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace chaperone::model {

namespace {

/// What is known of a define, everything it calls included.
struct Nature {
  std::vector<std::pair<DefineId, Span>> calls;
  bool is_fixed = true; ///< names fixed relations and functions only
  bool asks_can = false;
  std::uint32_t height = 0;
};

class Checker {
public:
  explicit Checker(Resolution& resolution) : r_(resolution), natures_(resolution.system.defines.size()) {}

  void run() {
    for (std::size_t i = 0; i < natures_.size(); ++i)
      if (r_.system.defines[i].body)
        walk(*r_.system.defines[i].body, [&](const Node& node) {
          if (const auto* call = std::get_if<Call>(&node.kind))
            natures_[i].calls.emplace_back(call->define, node.span);
        });
    if (!order_defines())
      return;
    // A closure is as fixed as what it is the closure of, which may be a define that reads another closure.
    for (const RelationId id : r_.system.closures)
      if (const auto* base = std::get_if<RelationId>(&r_.system[id].closure_of))
        r_.system.relations[id.index].is_fixed = r_.system[*base].is_fixed;
    for (const DefineId id : order_)
      if (r_.system[id].body)
        judge_define(id);
    if (!order_closures())
      return;
    for (Constraint& constraint : r_.system.assumptions)
      judge_constraint(constraint);
    for (Constraint& constraint : r_.system.inits)
      judge_constraint(constraint);
    for (const Rule& rule : r_.system.rules)
      judge_rule(rule);
    for (const Property& property : r_.system.properties) {
      if (property.formula)
        is_shallow(property.formula);
      if (property.way_back && is_shallow(property.way_back->from))
        is_shallow(property.way_back->to);
    }
    for (const Scenario& scenario : r_.system.scenarios)
      for (const ScenarioItem& item : scenario.items)
        if (const auto* expect = std::get_if<ScenarioExpect>(&item))
          is_shallow(expect->formula);
  }

private:
  enum class Mark : std::uint8_t { fresh, open, done };

  /// Called defines first. False where one leads back to itself. Keeps its own stack, as chains may be long.
  bool order_defines() {
    std::vector<Mark> marks(natures_.size(), Mark::fresh);
    struct Visit {
      std::size_t define, next_call;
    };
    std::vector<Visit> path;
    bool is_fine = true;
    for (std::size_t root = 0; root < natures_.size(); ++root) {
      if (marks[root] != Mark::fresh)
        continue;
      path.push_back({root, 0});
      marks[root] = Mark::open;
      while (!path.empty()) {
        Visit& top = path.back();
        const auto& calls = natures_[top.define].calls;
        if (top.next_call == calls.size()) {
          marks[top.define] = Mark::done;
          order_.push_back(DefineId{static_cast<std::uint32_t>(top.define)});
          path.pop_back();
          continue;
        }
        const std::size_t called = calls[top.next_call++].first.index;
        if (marks[called] == Mark::open) {
          is_fine = false;
          std::vector<std::size_t> cycle;
          for (auto visit = path.rbegin(); visit != path.rend(); ++visit) {
            cycle.push_back(visit->define);
            if (visit->define == called)
              break;
          }
          std::ranges::reverse(cycle);
          complain_of_cycle(cycle);
        } else if (marks[called] == Mark::fresh) {
          marks[called] = Mark::open;
          path.push_back({called, 0});
        }
      }
    }
    return is_fine;
  }

  /// Those that another one's define reads come first. False where one reads itself.
  bool order_closures() {
    std::vector<RelationId> ordered;
    std::vector<RelationId> left = r_.system.closures;
    while (!left.empty()) {
      const auto next = std::ranges::find_if(left, [&](RelationId id) {
        return std::ranges::none_of(left, [&](RelationId other) { return read_by(id).relations.contains(other); });
      });
      if (next == left.end()) {
        const Relation& first = r_.system[left.front()];
        r_.report.error("recursive_define", first.span, fmt::format("`{}` is the closure of what reads it", first.name),
                        "reads itself", "a closure's define reads relations, and closures of others");
        return false;
      }
      ordered.push_back(*next);
      left.erase(next);
    }
    for (const RelationId id : ordered)
      if (const auto* define = std::get_if<DefineId>(&r_.system[id].closure_of)) {
        if (natures_[define->index].asks_can)
          r_.report.error("can_outside_property", r_.system[id].span, "this closure's define asks `can`", "asks `can`",
                          "a closure is of relations");
        r_.system.relations[id.index].is_fixed = natures_[define->index].is_fixed;
      }
    r_.system.closures = std::move(ordered);
    return true;
  }

  /// What the base of a closure reads.
  Mentions read_by(RelationId closure) const {
    Mentions read;
    std::visit(overload{
                   [](std::monostate) {},
                   [&](RelationId base) { read.relations.insert(base); },
                   [&](DefineId base) {
                     if (r_.system[base].body)
                       collect_mentions(r_.system, r_.system[base].body, read);
                   },
               },
               r_.system[closure].closure_of);
    return read;
  }

  void complain_of_cycle(const std::vector<std::size_t>& cycle) {
    const auto place_of_call = [&](std::size_t from, std::size_t to) {
      const auto& calls = natures_[from].calls;
      return std::ranges::find_if(calls, [&](const auto& call) { return call.first.index == to; })->second;
    };
    const Define& first = r_.system.defines[cycle.front()];
    const std::size_t second = cycle.size() > 1 ? cycle[1] : cycle[0];
    Diagnostic& diagnostic = r_.report.error(
        "recursive_define", place_of_call(cycle.front(), second), fmt::format("`{}` is defined by itself", first.name),
        cycle.size() > 1 ? fmt::format("leads back to `{}`", first.name) : "calls itself",
        "for what is reached over any number of steps, such as a hierarchy: `closure under of parent`");
    constexpr std::size_t most_shown = 8;
    for (std::size_t i = 1; i < std::min(cycle.size(), most_shown); ++i) {
      const std::size_t next = i + 1 < cycle.size() ? cycle[i + 1] : cycle[0];
      diagnostic.notes.push_back(
          {place_of_call(cycle[i], next),
           fmt::format("`{}` calls `{}` here", r_.system.defines[cycle[i]].name, r_.system.defines[next].name)});
    }
  }

  bool is_fixed(const Node& node) const {
    bool result = std::visit(overload{
                                 [](const Constant&) { return true; },
                                 [&](const Atom& it) { return r_.system[it.relation].is_fixed; },
                                 [](const Equal&) { return true; },
                                 [](const Member&) { return true; },
                                 [](const Not&) { return true; },
                                 [](const And&) { return true; },
                                 [](const Or&) { return true; },
                                 [](const Implies&) { return true; },
                                 [](const Iff&) { return true; },
                                 [](const Quantified&) { return true; },
                                 [&](const Call& it) { return natures_[it.define.index].is_fixed; },
                                 [](const Can&) { return false; },
                                 [](const Did&) { return false; },
                                 [](const Was&) { return false; },
                                 [](const Reached&) { return true; },
                                 [](const SomeSet&) { return true; },
                             },
                             node.kind);
    for_each_term(node, [&](const Term& outer) {
      walk_term(outer, [&](const Term& term) {
        if (const auto* application = std::get_if<std::shared_ptr<const Application>>(&term))
          result = result && r_.system[(*application)->function].is_fixed;
      });
    });
    return result;
  }

  bool are_all_fixed(const Formula& formula) const {
    bool result = true;
    walk(*formula, [&](const Node& node) { result = result && is_fixed(node); });
    return result;
  }

  std::uint32_t height(const Node& node) const {
    std::uint32_t below = 0;
    for_each_part(node, [&](const Node& part) { below = std::max(below, height(part)); });
    if (const auto* call = std::get_if<Call>(&node.kind))
      below = natures_[call->define.index].height;
    return below + 1;
  }

  bool is_shallow(const Formula& formula) {
    if (height(*formula) <= deepest_formula)
      return true;
    r_.report.error("nesting_too_deep", formula->span,
                    fmt::format("with its defines written out, this is more than {} levels deep", deepest_formula),
                    "too deep");
    return false;
  }

  void judge_define(DefineId id) {
    const Formula& body = r_.system[id].body;
    Nature& nature = natures_[id.index];
    nature.is_fixed = are_all_fixed(body);
    nature.asks_can = asks_can(body).has_value();
    // One complaint: whatever calls a define that is too deep is too deep for the same reason.
    nature.height = is_shallow(body) ? height(*body) : 1;
  }

  /// Where the formula asks `can`, itself or through a define.
  std::optional<Span> asks_can(const Formula& formula) const {
    std::optional<Span> found;
    walk(*formula, [&](const Node& node) {
      const auto* call = std::get_if<Call>(&node.kind);
      if (std::holds_alternative<Can>(node.kind) || (call != nullptr && natures_[call->define.index].asks_can))
        found = node.span;
    });
    return found;
  }

  void refuse_can(const Formula& formula, std::string_view where) {
    if (!formula)
      return;
    if (const auto place = asks_can(formula))
      r_.report.error("can_outside_property", *place, fmt::format("this define asks `can`, which {} may not", where),
                      "asks `can`", "`can` stands in properties and `expect`, and in defines that only they use");
  }

  void judge_constraint(Constraint& constraint) {
    constraint.only_fixed = are_all_fixed(constraint.formula);
    refuse_can(constraint.formula, "an `assume` or `init`");
    is_shallow(constraint.formula);
  }

  void judge_rule(const Rule& rule) {
    const auto judge = [&](const Formula& formula) {
      refuse_can(formula, "a rule");
      if (formula)
        is_shallow(formula);
    };
    for (const Requirement& requirement : rule.requirements)
      judge(requirement.formula);
    for (const MayRefuse& refusable : rule.may_refuse)
      judge(refusable.unless);
    for (const Effect& effect : rule.effects) {
      judge(effect.where);
      for (const Binder& binder : effect.binders)
        judge(binder.guard);
    }
  }

  Resolution& r_;
  std::vector<Nature> natures_;
  std::vector<DefineId> order_;
};

} // namespace

void check_resolved(Resolution& resolution) {
  Checker(resolution).run();
}

} // namespace chaperone::model
