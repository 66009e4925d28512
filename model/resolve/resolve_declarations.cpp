// Implements model/resolve/resolve_declarations.hpp; rules are in resolve_rule.cpp.
// Covered by tests/model/resolver_test.cpp and specs/broken/.
#include "model/resolve/resolve_declarations.hpp"

#include "model/resolve/resolve_formula.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::model {

namespace {

using Declaration = syntax::Declaration;

Declared declared(const Declaration& it) {
  return {std::string(it.name.text), it.name.span, it.doc};
}

class Declarations {
public:
  Declarations(const Program& program, Resolution& resolution) : program_(program), r_(resolution) {}

  void run() {
    for (const Declaration* it : program_.declarations)
      name(*it);
    for (const auto& [it, id] : relations_)
      relation(*it, id);
    for (const auto& [it, id] : functions_)
      function(*it, id);
    for (const auto& [it, id] : defines_)
      define_parameters(*it, id);
    for (const auto& [it, id] : rules_)
      resolve_rule_parameters(*it, id, r_);
    for (const auto& [it, id] : closures_)
      closure(*it, id);
    for (const auto& [it, id] : defines_)
      define_body(*it, id);
    for (std::uint32_t i = 0; i < r_.system.sorts.size(); ++i)
      assume_of_sort(SortId{i});
    for (const Declaration* it : program_.declarations)
      constraint(*it);
    for (const auto& [it, id] : rules_) {
      const auto extensions = program_.extensions.find(it);
      resolve_rule_body(
          *it, id, extensions == program_.extensions.end() ? std::vector<const Declaration*>() : extensions->second,
          r_);
    }
    for (const auto& [it, id] : properties_)
      property(*it, id);
    if (r_.index != nullptr)
      note_names();
  }

private:
  template <class Id> using Listed = std::vector<std::pair<const Declaration*, Id>>;

  void note_names() {
    const System& made = r_.system;
    for (std::uint32_t i = 0; i < made.sorts.size(); ++i)
      r_.note(made.sorts[i].span, Symbol(SortId{i}));
    for (std::uint32_t i = 0; i < made.relations.size(); ++i)
      r_.note(made.relations[i].span, Symbol(RelationId{i}));
    for (std::uint32_t i = 0; i < made.functions.size(); ++i)
      r_.note(made.functions[i].span, Symbol(FunctionId{i}));
    for (std::uint32_t i = 0; i < made.defines.size(); ++i)
      r_.note(made.defines[i].span, Symbol(DefineId{i}));
    for (std::uint32_t i = 0; i < made.rules.size(); ++i)
      r_.note(made.rules[i].span, Owner(RuleId{i}));
    for (const Property& it : made.properties)
      r_.note(it.span, it.span, NameKind::property);
    for (const auto& [value, span] : r_.values)
      r_.note(span, span, NameKind::value, value.sort);
  }

  void name(const Declaration& it) {
    std::visit(overload{
                   [](const syntax::SystemName&) {},
                   [](const syntax::Use&) {},
                   [&](const syntax::SortDeclaration& sort) { name_sort(it, sort); },
                   [&](const syntax::EnumDeclaration& enumeration) { name_enum(it, enumeration); },
                   [&](const syntax::RelationDeclaration&) { name_shared(it, r_.system.relations, relations_); },
                   [&](const syntax::FunctionDeclaration&) { name_shared(it, r_.system.functions, functions_); },
                   [&](const syntax::ClosureDeclaration&) { name_shared(it, r_.system.relations, closures_); },
                   [](const syntax::Assume&) {},
                   [](const syntax::Init&) {},
                   [](const syntax::InitEmpty&) {},
                   [&](const syntax::DefineDeclaration&) { name_shared(it, r_.system.defines, defines_); },
                   [&](const syntax::RuleDeclaration&) { name_rule(it); },
                   [](const syntax::Extension&) {},
                   [&](const syntax::PropertyDeclaration&) { name_property(it); },
                   [&](const syntax::UndoableDeclaration&) { name_property(it); },
                   [&](const syntax::ScenarioDeclaration&) { is_free_property_name(it); },
                   [](const syntax::Drop&) {},
               },
               it.kind);
  }

  void complain_twice(const Declaration& it, Span first) {
    const bool may_replace = it.span.file != first.file;
    Diagnostic& diagnostic = r_.report.error(
        "duplicate_name", it.name.span, fmt::format("`{}` is declared twice", it.name.text), "declared again",
        may_replace ? "to change what a used file declares, write `replace` before it" : "");
    diagnostic.notes.push_back({first, fmt::format("`{}` is declared here first", it.name.text)});
    if (may_replace && can_be_replaced(it))
      diagnostic.fix = Fix{{it.span.file, it.span.begin, it.span.begin}, "replace "};
  }

  static bool can_be_replaced(const Declaration& it) {
    return std::holds_alternative<syntax::DefineDeclaration>(it.kind) ||
           std::holds_alternative<syntax::RuleDeclaration>(it.kind) ||
           std::holds_alternative<syntax::PropertyDeclaration>(it.kind) ||
           std::holds_alternative<syntax::UndoableDeclaration>(it.kind) ||
           std::holds_alternative<syntax::ScenarioDeclaration>(it.kind);
  }

  template <class Table, class Id> bool name_shared(const Declaration& it, Table& table, Listed<Id>& list) {
    if (const auto other = r_.names.symbol(it.name.text)) {
      complain_twice(it, r_.span_of(*other));
      return false;
    }
    const Id id{static_cast<std::uint32_t>(table.size())};
    table.emplace_back();
    static_cast<Declared&>(table.back()) = declared(it);
    r_.names.add(it.name.text, Symbol(id));
    list.emplace_back(&it, id);
    return true;
  }

  void name_sort(const Declaration& it, const syntax::SortDeclaration& sort) {
    Listed<SortId> added;
    if (!name_shared(it, r_.system.sorts, added))
      return;
    const SortId id = added.front().second;
    add_names(sort.individuals, "is an individual of this sort already");
    r_.system.sorts[id.index].names.clear();
    for (std::uint32_t i = 0; i < values_in_source_.size(); ++i)
      name_individual(values_in_source_[i], Value{id, i});
    const auto individuals = values_in_source_;
    add_names(sort.told_names, "is a name of this sort already");
    for (const syntax::Name& name : sort.told_names)
      if (const auto same = std::ranges::find(individuals, name.text, &syntax::Name::text); same != individuals.end())
        r_.report
            .error("duplicate_name", name.span, fmt::format("`{}` is an individual of this sort already", name.text),
                   "named again")
            .notes.push_back({same->span, "named here first"});
    if (!sort.is_ordered)
      return;
    r_.system.sorts[id.index].is_ordered = true;
    r_.system.sorts[id.index].order = RelationId{static_cast<std::uint32_t>(r_.system.relations.size())};
    Relation order;
    order.name = fmt::format("{}.order", it.name.text);
    order.span = {it.name.span.file, it.name.span.begin, it.name.span.begin};
    order.places = {{"", id}, {"", id}};
    order.is_fixed = true;
    order.upkeep = Upkeep::order;
    r_.system.relations.push_back(std::move(order));
  }

  void name_individual(const syntax::Name& name, Value value) {
    Function function;
    function.name = std::string(name.text);
    function.span = name.span;
    function.result = value.sort;
    function.is_fixed = true;
    function.is_individual = true;
    r_.system.sorts[value.sort.index].individuals.push_back({static_cast<std::uint32_t>(r_.system.functions.size())});
    r_.system.functions.push_back(std::move(function));
    r_.names.add_value(name.text, value);
    if (r_.index != nullptr)
      r_.values.emplace(value, name.span);
  }

  /// Named individuals differ, and an order is one.
  void assume_of_sort(SortId id) {
    const Sort sort = r_.system[id];
    const auto assume = [&](Formula formula) { r_.system.assumptions.push_back({std::move(formula), {}, true, {}}); };
    std::vector<Formula> parts;
    const auto individual = [&](std::size_t i) -> Term {
      return std::make_shared<const Application>(Application{sort.individuals[i], {}});
    };
    for (std::size_t i = 0; i < sort.individuals.size(); ++i)
      for (std::size_t j = i + 1; j < sort.individuals.size(); ++j)
        parts.push_back(make_formula(Not{make_formula(Equal{individual(i), individual(j)})}));
    if (!parts.empty())
      assume(conjunction(std::move(parts)));
    if (!sort.order)
      return;
    const auto all = [&](std::size_t count, const auto& body) {
      std::vector<Binder> binders;
      std::vector<VariableId> x;
      for (std::size_t i = 0; i < count; ++i) {
        x.push_back(r_.add_variable(std::string(1, static_cast<char>('x' + i)), id, false));
        binders.push_back({x.back(), nullptr});
      }
      assume(make_formula(Quantified{Quantifier::all, 0, std::move(binders), body(x)}));
    };
    const auto less = [&](VariableId one, VariableId two) { return make_formula(Atom{*sort.order, {one, two}}); };
    all(1, [&](const auto& x) { return make_formula(Not{less(x[0], x[0])}); });
    all(3, [&](const auto& x) {
      return make_formula(Implies{make_formula(And{{less(x[0], x[1]), less(x[1], x[2])}}), less(x[0], x[2])});
    });
    all(2, [&](const auto& x) {
      return make_formula(Or{{make_formula(Equal{x[0], x[1]}), less(x[0], x[1]), less(x[1], x[0])}});
    });
  }

  void closure(const Declaration& it, RelationId id) {
    const syntax::Name& base = std::get<syntax::ClosureDeclaration>(it.kind).base;
    Relation& result = r_.system.relations[id.index];
    result.upkeep = Upkeep::closure;
    const auto symbol = r_.names.symbol(base.text);
    result.places = {{"", any_sort}, {"", any_sort}};
    if (!symbol)
      return r_.complain_unknown(base, "relation or define", [&](Nearest& nearest) {
        for (const Relation& relation : r_.system.relations)
          if (relation.is_stated())
            nearest.offer(relation.name);
        for (const Define& define : r_.system.defines)
          nearest.offer(define.name);
      });
    r_.note(base.span, *symbol);
    const auto* relation = std::get_if<RelationId>(&*symbol);
    const auto* define = std::get_if<DefineId>(&*symbol);
    const bool is_closure = relation != nullptr && std::ranges::find(closures_, *relation, [](const auto& listed) {
                                                     return listed.second;
                                                   }) != closures_.end();
    const std::optional<Owner> owner = relation != nullptr && !is_closure ? std::optional<Owner>(*relation)
                                       : define != nullptr                ? std::optional<Owner>(*define)
                                                                          : std::nullopt;
    if (!owner || r_.arity(*owner) != 2 || r_.place_sort(*owner, 0) != r_.place_sort(*owner, 1)) {
      const bool is_known = !owner || r_.arity(*owner) != 2 ||
                            (r_.place_sort(*owner, 0) != any_sort && r_.place_sort(*owner, 1) != any_sort);
      if (is_known)
        r_.report
            .error("not_closable", base.span,
                   is_closure ? fmt::format("`{}` is a closure already", base.text)
                   : owner    ? fmt::format("`{}` has not two places of one sort", base.text)
                              : fmt::format("`{}` is {}", base.text, r_.kind_of(*symbol)),
                   "expected a relation or define with two places of one sort")
            .notes.push_back(r_.declared_symbol(*symbol));
      return;
    }
    Relation& closed = r_.system.relations[id.index];
    closed.places = {{"", r_.place_sort(*owner, 0)}, {"", r_.place_sort(*owner, 1)}};
    if (relation != nullptr) {
      closed.closure_of = *relation;
      closed.is_symmetric = r_.system[*relation].is_symmetric;
    } else {
      closed.closure_of = *define;
    }
    r_.system.closures.push_back(id);
  }

  void name_enum(const Declaration& it, const syntax::EnumDeclaration& enumeration) {
    Listed<SortId> added;
    if (!name_shared(it, r_.system.sorts, added))
      return;
    r_.system.sorts.back().is_enum = true;
    r_.system.sorts.back().is_ordered = enumeration.is_ordered;
    add_names(enumeration.values, "is a value of this enum already");
    for (std::uint32_t i = 0; i < r_.system.sorts.back().names.size(); ++i) {
      const Value value{added.front().second, i};
      r_.names.add_value(values_in_source_[i].text, value);
      if (r_.index != nullptr)
        r_.values.emplace(value, values_in_source_[i].span);
    }
  }

  /// To the newest sort or enum.
  void add_names(std::span<const syntax::Name> names, std::string_view complaint) {
    std::unordered_map<std::string_view, Span> seen;
    values_in_source_.clear();
    for (const syntax::Name& name : names) {
      const auto [first, is_new] = seen.emplace(name.text, name.span);
      if (!is_new) {
        r_.report.error("duplicate_name", name.span, fmt::format("`{}` {}", name.text, complaint), "named again")
            .notes.push_back({first->second, "named here first"});
        continue;
      }
      r_.system.sorts.back().names.emplace_back(name.text);
      values_in_source_.push_back(name);
    }
  }

  void name_rule(const Declaration& it) {
    if (const auto other = r_.names.rule(it.name.text))
      return complain_twice(it, r_.system[*other].span);
    const RuleId id{static_cast<std::uint32_t>(r_.system.rules.size())};
    r_.system.rules.emplace_back();
    static_cast<Declared&>(r_.system.rules.back()) = declared(it);
    r_.names.add(it.name.text, id);
    rules_.emplace_back(&it, id);
  }

  bool is_free_property_name(const Declaration& it) {
    const auto [first, is_new] = property_names_.emplace(it.name.text, it.name.span);
    if (!is_new)
      complain_twice(it, first->second);
    return is_new;
  }

  void name_property(const Declaration& it) {
    if (!is_free_property_name(it))
      return;
    const PropertyId id{static_cast<std::uint32_t>(r_.system.properties.size())};
    r_.system.properties.emplace_back();
    static_cast<Declared&>(r_.system.properties.back()) = declared(it);
    r_.names.add(it.name.text, id);
    properties_.emplace_back(&it, id);
  }

  std::vector<Place> places(std::span<const syntax::Place> list) {
    std::vector<Place> result;
    std::unordered_map<std::string_view, Span> seen;
    for (const syntax::Place& place : list) {
      const SortId sort = r_.sort_named(place.sort);
      result.push_back({place.name ? std::string(place.name->text) : std::string(), sort});
      if (!place.name)
        continue;
      const auto [first, is_new] = seen.emplace(place.name->text, place.name->span);
      if (!is_new)
        r_.report
            .error("duplicate_name", place.name->span, fmt::format("two places are named `{}`", place.name->text),
                   "named again")
            .notes.push_back({first->second, "named here first"});
    }
    return result;
  }

  void relation(const Declaration& it, RelationId id) {
    const auto& written = std::get<syntax::RelationDeclaration>(it.kind);
    auto list = places(written.places);
    if (written.symmetric) {
      const bool has_two = list.size() == 2;
      const bool are_equal =
          has_two && (list[0].sort == list[1].sort || list[0].sort == any_sort || list[1].sort == any_sort);
      if (!are_equal)
        r_.report.error("not_symmetric", *written.symmetric,
                        has_two ? fmt::format("a symmetric relation has two equal sorts, not {} and {}",
                                              r_.sort_name(list[0].sort), r_.sort_name(list[1].sort))
                                : fmt::format("a symmetric relation has two places, not {}", list.size()),
                        "cannot be symmetric");
    }
    Relation& result = r_.system.relations[id.index];
    result.places = std::move(list);
    result.is_fixed = written.is_fixed;
    result.is_symmetric = written.symmetric.has_value();
  }

  void function(const Declaration& it, FunctionId id) {
    const auto& written = std::get<syntax::FunctionDeclaration>(it.kind);
    Function& result = r_.system.functions[id.index];
    result.places = places(written.places);
    result.result = r_.sort_named(written.result);
    result.is_fixed = written.is_fixed;
  }

  void define_parameters(const Declaration& it, DefineId id) {
    const auto& written = std::get<syntax::DefineDeclaration>(it.kind);
    std::vector<VariableId> parameters;
    for (const syntax::BinderGroup& group : written.parameters) {
      const SortId sort = r_.sort_named(group.domain);
      for (const syntax::Name& name : group.names)
        parameters.push_back(r_.add_variable(name.text, sort, false));
    }
    r_.system.defines[id.index].parameters = std::move(parameters);
  }

  void define_body(const Declaration& it, DefineId id) {
    const auto& written = std::get<syntax::DefineDeclaration>(it.kind);
    FormulaResolver resolver(r_, Standing::define);
    std::size_t next = 0;
    for (const syntax::BinderGroup& group : written.parameters)
      for (const syntax::Name& name : group.names)
        resolver.bind(name, r_.system[id].parameters[next++]);
    Formula body = resolver.formula(*written.body);
    r_.system.defines[id.index].body = std::move(body);
  }

  void constraint(const Declaration& it) {
    if (const auto* assume = std::get_if<syntax::Assume>(&it.kind)) {
      if (Formula formula = FormulaResolver(r_, Standing::assume).formula(*assume->formula))
        r_.system.assumptions.push_back({std::move(formula), it.span, false, {}});
    } else if (const auto* init = std::get_if<syntax::Init>(&it.kind)) {
      if (Formula formula = FormulaResolver(r_, Standing::init).formula(*init->formula))
        r_.system.inits.push_back({std::move(formula), it.span, false, {}});
    } else if (const auto* empty = std::get_if<syntax::InitEmpty>(&it.kind)) {
      for (const syntax::Name& name : empty->relations)
        init_empty(name);
    }
  }

  void init_empty(const syntax::Name& name) {
    const auto symbol = r_.names.symbol(name.text);
    const auto* relation = symbol ? std::get_if<RelationId>(&*symbol) : nullptr;
    if (relation == nullptr && symbol) {
      const bool is_function = std::holds_alternative<FunctionId>(*symbol);
      r_.report
          .error("not_a_relation", name.span, fmt::format("`{}` is {}, not a relation", name.text, r_.kind_of(*symbol)),
                 "only a relation can be empty",
                 is_function ? "say what its values are: `init all x: S | f(x) = v`" : "")
          .notes.push_back(r_.declared_symbol(*symbol));
      return;
    }
    if (relation == nullptr) {
      r_.complain_unknown(name, "relation", [&](Nearest& nearest) {
        for (const Relation& candidate : r_.system.relations)
          nearest.offer(candidate.name);
      });
      return;
    }
    r_.note(name.span, Owner(*relation));
    std::vector<Binder> binders;
    std::vector<Term> args;
    for (const Place& place : std::vector<Place>(r_.system[*relation].places)) {
      const VariableId id = r_.add_variable(fmt::format("x{}", args.size() + 1), place.sort, false);
      binders.push_back({id, nullptr});
      args.emplace_back(id);
    }
    Formula atom = make_formula(Atom{*relation, std::move(args)}, name.span);
    Formula formula = binders.empty()
                          ? make_formula(Not{std::move(atom)}, name.span)
                          : make_formula(Quantified{Quantifier::no, 0, std::move(binders), std::move(atom)}, name.span);
    r_.system.inits.push_back({std::move(formula), name.span, false, *relation});
  }

  void property(const Declaration& it, PropertyId id) {
    if (const auto* undoable = std::get_if<syntax::UndoableDeclaration>(&it.kind))
      return way_back(*undoable, id);
    const auto& written = std::get<syntax::PropertyDeclaration>(it.kind);
    FormulaResolver resolver(r_, written.word == syntax::PropertyWord::possible ? Standing::possible
                                                                                : Standing::never_or_always);
    Formula formula = resolver.formula(*written.formula);
    Property& result = r_.system.properties[id.index];
    result.formula = std::move(formula);
    result.is_about_steps = resolver.is_about_steps();
    result.asks_past = resolver.asks_past();
    switch (written.word) {
    case syntax::PropertyWord::never:
      result.kind = PropertyKind::never;
      break;
    case syntax::PropertyWord::always:
      result.kind = PropertyKind::always;
      break;
    case syntax::PropertyWord::possible:
      result.kind = PropertyKind::possible;
      break;
    }
  }

  /// The formula is made when all defines are known to be sound.
  void way_back(const syntax::UndoableDeclaration& written, PropertyId id) {
    FormulaResolver resolver(r_, Standing::undoable);
    WayBack way;
    auto binders = resolver.open(written.binders);
    way.from = resolver.formula(*written.from);
    way.to = resolver.formula(*written.to);
    way.within = written.within;
    for (const syntax::Name& name : written.rules)
      if (const auto rule = resolver.rule_named(name)) {
        if (std::ranges::find(way.rules, *rule) == way.rules.end())
          way.rules.push_back(*rule);
      }
    resolver.close(0);
    Property& result = r_.system.properties[id.index];
    result.kind = PropertyKind::always;
    if (binders && way.from && way.to) {
      way.binders = std::move(*binders);
      result.way_back = std::move(way);
    }
  }

  const Program& program_;
  Resolution& r_;
  Listed<RelationId> relations_;
  Listed<FunctionId> functions_;
  Listed<DefineId> defines_;
  Listed<RelationId> closures_;
  Listed<RuleId> rules_;
  Listed<PropertyId> properties_;
  std::unordered_map<std::string_view, Span> property_names_; ///< with those of scenarios
  std::vector<syntax::Name> values_in_source_;                ///< of the newest sort or enum
};

} // namespace

void resolve_declarations(const Program& program, Resolution& resolution) {
  Declarations(program, resolution).run();
}

} // namespace chaperone::model
