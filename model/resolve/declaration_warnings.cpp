// Implements model/resolve/declaration_warnings.hpp. Covered by tests/model/warnings_test.cpp.
#include "model/resolve/declaration_warnings.hpp"

#include "model/rules/walk.hpp"
#include "model/text/report.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace chaperone::model {

namespace {

/// Which relations, functions and defines some formulas name.
struct Named {
  explicit Named(const System& the_system)
      : system(the_system), relations(the_system.relations.size()), functions(the_system.functions.size()),
        defines(the_system.defines.size()) {}
  const System& system;
  std::vector<bool> relations, functions, defines;

  /// Of a closure also what it is the closure of.
  void add(RelationId relation) {
    relations[relation.index] = true;
    std::visit(overload{
                   [](std::monostate) {},
                   [&](RelationId base) { relations[base.index] = true; },
                   [&](DefineId base) { defines[base.index] = true; },
               },
               system[relation].closure_of);
  }

  void add(const Term& outer) {
    walk_term(outer, [&](const Term& term) {
      if (const auto* application = std::get_if<std::shared_ptr<const Application>>(&term))
        functions[(*application)->function.index] = true;
    });
  }

  void add(const Formula& formula) {
    if (!formula)
      return;
    walk(*formula, [&](const Node& node) {
      if (const auto* atom = std::get_if<Atom>(&node.kind))
        add(atom->relation);
      if (const auto* call = std::get_if<Call>(&node.kind))
        defines[call->define.index] = true;
      for_each_term(node, [&](const Term& term) { add(term); });
    });
  }
};

class Warner {
public:
  explicit Warner(const System& system) : system_(system), read_(system), at_start_(system) {}

  std::vector<Diagnostic> run() {
    note_reads();
    note_start();
    warn_of_unused();
    warn_of_parameters();
    warn_of_some_implies();
    warn_of_start();
    return report_.take();
  }

private:
  void note_reads() {
    const auto add = [&](const auto& it) { read_.add(it); };
    for_each_formula(add, add);
  }

  /// Each formula of the system (maybe null), but for `init empty`, and each term that stands outside one.
  template <class OnFormula, class OnTerm>
  void for_each_formula(const OnFormula& on_formula, const OnTerm& on_term) const {
    for (const Define& define : system_.defines)
      on_formula(define.body);
    for (const auto* constraints : {&system_.assumptions, &system_.inits})
      for (const Constraint& constraint : *constraints)
        if (!constraint.empty_relation)
          on_formula(constraint.formula);
    for (const Rule& rule : system_.rules)
      for_each_in(rule, on_formula, on_term);
    for (const Property& property : system_.properties) {
      on_formula(property.formula);
      if (property.way_back) {
        on_formula(property.way_back->from);
        on_formula(property.way_back->to);
        for (const Binder& binder : property.way_back->binders)
          on_formula(binder.guard);
      }
    }
    for (const Scenario& scenario : system_.scenarios)
      for (const ScenarioItem& item : scenario.items)
        if (const auto* expect = std::get_if<ScenarioExpect>(&item))
          on_formula(expect->formula);
  }

  /// Each formula (maybe null) and each term that stands directly in the rule.
  template <class OnFormula, class OnTerm>
  static void for_each_in(const Rule& rule, const OnFormula& on_formula, const OnTerm& on_term) {
    for (const Requirement& requirement : rule.requirements)
      on_formula(requirement.formula);
    for (const MayRefuse& refusable : rule.may_refuse)
      on_formula(refusable.unless);
    for (const Effect& effect : rule.effects) {
      on_formula(effect.where);
      for (const Binder& binder : effect.binders)
        on_formula(binder.guard);
      for (const Update& update : effect.updates) {
        std::visit([&](const auto& kind) { std::ranges::for_each(kind.args, on_term); }, update);
        if (const auto* set = std::get_if<SetValue>(&update))
          on_term(set->value);
      }
    }
  }

  /// Through defines too, each looked into once.
  void note_start() {
    for (const Constraint& constraint : system_.assumptions)
      at_start_.add(constraint.formula);
    for (const Constraint& constraint : system_.inits)
      at_start_.add(constraint.formula);
    std::vector<bool> is_known(system_.defines.size());
    std::vector<std::size_t> to_look_into;
    const auto find_new = [&](const Formula& formula) {
      walk(*formula, [&](const Node& node) {
        const auto* call = std::get_if<Call>(&node.kind);
        if (call == nullptr || is_known[call->define.index])
          return;
        is_known[call->define.index] = true;
        to_look_into.push_back(call->define.index);
      });
    };
    for (const auto* constraints : {&system_.assumptions, &system_.inits})
      for (const Constraint& constraint : *constraints)
        find_new(constraint.formula);
    while (!to_look_into.empty()) {
      const Formula& body = system_.defines[to_look_into.back()].body;
      to_look_into.pop_back();
      at_start_.add(body);
      find_new(body);
    }
  }

  bool is_here(const Declared& declared) const { return declared.span.file == FileId{0}; }

  void unused(const Declared& it, std::string_view kind, std::string_view complaint, std::string_view hint) {
    report_.warning("unused_declaration", it.span, fmt::format("the {} `{}` is {}", kind, it.name, complaint), {},
                    std::string(hint));
  }

  void warn_of_unused() {
    std::vector<bool> sorts(system_.sorts.size());
    for (const Relation& relation : system_.relations)
      for (const Place& place : relation.places)
        sorts[place.sort.index] = true;
    for (const Function& function : system_.functions) {
      sorts[function.result.index] = true;
      for (const Place& place : function.places)
        sorts[place.sort.index] = true;
    }
    for (const Variable& variable : system_.variables)
      sorts[variable.sort.index] = true;
    for (std::size_t i = 0; i < sorts.size(); ++i)
      if (!sorts[i] && is_here(system_.sorts[i]))
        unused(system_.sorts[i], system_.sorts[i].is_enum ? "enum" : "sort", "never used", "");
    for (std::size_t i = 0; i < system_.relations.size(); ++i)
      if (const Relation& it = system_.relations[i];
          !read_.relations[i] && is_here(it) && it.upkeep != Upkeep::order && it.upkeep != Upkeep::past)
        unused(it, it.is_stated() ? "relation" : "closure", "never read",
               "no requirement, property or other formula asks for it");
    for (std::size_t i = 0; i < system_.functions.size(); ++i)
      if (!read_.functions[i] && is_here(system_.functions[i]) && system_.functions[i].is_stated())
        unused(system_.functions[i], "function", "never read", "no requirement, property or other formula asks for it");
    for (std::size_t i = 0; i < system_.defines.size(); ++i)
      if (!read_.defines[i] && is_here(system_.defines[i]))
        unused(system_.defines[i], "define", "never used", "");
  }

  /// A parameter that is neither asked about, nor part of an effect, nor told.
  void warn_of_parameters() {
    for (const Rule& rule : system_.rules) {
      if (!is_here(rule))
        continue;
      std::set<VariableId> used;
      const auto use = [&](const Term& outer) {
        walk_term(outer, [&](const Term& term) {
          if (const auto* variable = std::get_if<VariableId>(&term))
            used.insert(*variable);
        });
      };
      const auto use_all = [&](const Formula& formula) {
        if (!formula)
          return;
        walk(*formula, [&](const Node& node) {
          for_each_term(node, use);
          if (const auto* member = std::get_if<Member>(&node.kind))
            used.insert(member->set);
        });
      };
      for_each_in(rule, use_all, use);
      if (rule.actor)
        used.insert(rule.parameters[*rule.actor]);
      for (const VariableId id : rule.parameters) {
        const Variable& parameter = system_[id];
        if (!used.contains(id) && !is_told(rule, parameter.name))
          report_.warning("unused_parameter", rule.span,
                          fmt::format("rule `{}` never uses its parameter `{}`", rule.name, parameter.name), {},
                          "no requirement, effect or text of the rule names it");
      }
    }
  }

  static bool is_told(const Rule& rule, const std::string& parameter) {
    const std::string placeholder = fmt::format("{{{}}}", parameter);
    const auto names_it = [&](const std::optional<std::string>& text) {
      return text && text->find(placeholder) != std::string::npos;
    };
    return names_it(rule.told_as) ||
           std::ranges::any_of(rule.requirements, [&](const auto& it) { return names_it(it.reason); }) ||
           std::ranges::any_of(rule.may_refuse, [&](const auto& it) { return names_it(it.reason); });
  }

  /// `some x: S | a(x) implies b(x)` is true as soon as one x is not a: hardly ever what is meant.
  void warn_of_some_implies() {
    const auto look = [&](const Node& node) {
      const auto* quantified = std::get_if<Quantified>(&node.kind);
      if (quantified != nullptr && quantified->kind == Quantifier::some && node.span.file == FileId{0} &&
          std::holds_alternative<Implies>(quantified->body->kind))
        report_.warning("some_implies", node.span, "`some … implies …` is true if the left side is false of anyone",
                        "true of nearly everything",
                        "`some x: S | … and …` asks for one, `all x: S | … implies …` speaks of every one");
    };
    for_each_formula(
        [&](const Formula& formula) {
          if (formula)
            walk(*formula, look);
        },
        [](const Term&) {});
  }

  void warn_of_start() {
    for (std::size_t i = 0; i < system_.relations.size(); ++i)
      if (const Relation& it = system_.relations[i];
          !at_start_.relations[i] && !it.is_fixed && is_here(it) && it.is_stated())
        report_.warning("unconstrained_start", it.span, fmt::format("`{}` may be anything at the start", it.name),
                        "named by no `init` and no `assume`",
                        fmt::format("`init empty {}` makes it empty at first", it.name));
    for (std::size_t i = 0; i < system_.functions.size(); ++i)
      if (const Function& it = system_.functions[i]; !at_start_.functions[i] && !it.is_fixed && is_here(it))
        report_.warning("unconstrained_start", it.span, fmt::format("`{}` may be anything at the start", it.name),
                        "named by no `init` and no `assume`", "say with `init` what its values are at first");
  }

  const System& system_;
  Named read_;
  Named at_start_;
  Report report_;
};

} // namespace

std::vector<Diagnostic> declaration_warnings(const System& system) {
  return Warner(system).run();
}

} // namespace chaperone::model
