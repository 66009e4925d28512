// Quantifiers as loops, the rest as operators.
#include "generators/suite/cpp/cpp_formula.hpp"

#include "generators/suite/looked_at.hpp"
#include "model/print/printer.hpp"
#include "model/rules/mentions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>
#include <utility>

namespace chaperone::generators::suite::cpp {

using namespace chaperone::model;
using Level = CppExpression::Level;

std::string value_type(const CppNames& names, SortId sort, bool is_set) {
  return is_set ? "std::set<" + names.sorts[sort.index] + ">" : names.sorts[sort.index];
}

std::string parameter(const System& system, const CppNames& names, SortId sort, bool is_set,
                      const std::string& variable) {
  const std::string type = value_type(names, sort, is_set);
  if (system[sort].is_enum && !is_set)
    return variable.empty() ? type : type + " " + variable;
  return "const " + type + " &" + variable;
}

std::string value_text(const System& system, const CppNames& names, SortId sort, std::uint32_t index,
                       const Population& population) {
  if (system[sort].is_enum)
    return names.sorts[sort.index] + "::" + names.values[sort.index][index];
  return names.sorts[sort.index] + "{" + cpp_string(population.names[sort.index][index]) + "}";
}

std::vector<Formula> conjuncts_of(const Formula& formula) {
  const auto* both = std::get_if<And>(&formula->kind);
  return both ? both->parts : std::vector{formula};
}

bool fails_for_somebody(const Formula& formula) {
  const auto* negated = std::get_if<Not>(&formula->kind);
  const auto* quantified = std::get_if<Quantified>(&(negated ? negated->body : formula)->kind);
  if (!quantified)
    return false;
  return negated ? quantified->kind == Quantifier::some
                 : quantified->kind == Quantifier::all || quantified->kind == Quantifier::no;
}

bool is_literal(const Formula& formula) {
  const auto* negated = std::get_if<Not>(&formula->kind);
  const auto& kind = negated ? negated->body->kind : formula->kind;
  return std::holds_alternative<Atom>(kind) || std::holds_alternative<Equal>(kind) ||
         std::holds_alternative<Call>(kind) || std::holds_alternative<Can>(kind);
}

namespace {

CppExpression call(const std::string& function, const std::vector<std::string>& arguments) {
  return primary(fmt::format("{}({})", function, fmt::join(arguments, ", ")));
}

/// At least none: a compiler warns of `count >= 0`.
bool is_always_so(const Quantified& quantified) {
  return quantified.kind == Quantifier::at_least && quantified.count == 0;
}

void open_function(CppText& text, const std::string& result, const std::string& name,
                   const std::vector<std::string>& parameters) {
  text.call(result + " " + name, parameters, " const {");
  text.deepen();
}

} // namespace

FormulaWriter::FormulaWriter(const System& system, const CppNames& names)
    : system_(&system), names_(names), members_(names.taken) {}

std::string FormulaWriter::term(const Term& term, const CppScope& scope) const {
  return std::visit(overload{
                        [&](VariableId id) { return scope.variables.at(id); },
                        [&](const Value& value) {
                          const auto local = scope.individuals.find(value);
                          if (local != scope.individuals.end())
                            return local->second;
                          return value_text(*system_, names_, value.sort, value.index,
                                            scope.population ? *scope.population : Population{});
                        },
                        [&](const std::shared_ptr<const Application>& application) {
                          const Function& function = (*system_)[application->function];
                          if (function.is_individual)
                            return names_.sorts[function.result.index] + "{" + cpp_string(function.name) + "}";
                          return fmt::format("{}{}({})", scope.facts, names_.functions[application->function.index],
                                             fmt::join(terms(application->args, scope), ", "));
                        },
                    },
                    term);
}

std::vector<std::string> FormulaWriter::terms(const std::vector<Term>& all, const CppScope& scope) const {
  std::vector<std::string> result;
  for (const auto& each : all)
    result.push_back(term(each, scope));
  return result;
}

CppExpression FormulaWriter::equal(const Equal& equal, const CppScope& scope) const {
  const std::string left = term(equal.left, scope);
  const std::string right = term(equal.right, scope);
  // A compiler warns of a comparison whose outcome it sees.
  const bool are_values = std::holds_alternative<Value>(equal.left) && std::holds_alternative<Value>(equal.right);
  if (left == right || are_values)
    return primary(left == right ? "true" : "false");
  return equality(left, right);
}

CppExpression FormulaWriter::expression(const Formula& formula, const CppScope& scope) {
  const auto all = [&](Level level, const std::vector<Formula>& parts, std::string_view empty) {
    std::vector<CppExpression> operands;
    for (const auto& each : parts)
      operands.push_back(expression(each, scope));
    return joined(level, operands, empty);
  };
  return std::visit(
      overload{
          [&](const Constant& constant) { return primary(constant.value ? "true" : "false"); },
          [&](const Atom& atom) {
            return call(scope.facts + names_.relations[atom.relation.index], terms(atom.args, scope));
          },
          [&](const Equal& both) { return equal(both, scope); },
          [&](const Member& member) {
            return primary(
                fmt::format("{}.count({}) != 0", scope.variables.at(member.set), term(member.element, scope)));
          },
          [&](const Not& inner) { return negated(expression(inner.body, scope)); },
          [&](const And& both) { return all(Level::conjunction, both.parts, "true"); },
          [&](const Or& either) { return all(Level::disjunction, either.parts, "false"); },
          [&](const Implies& implies) {
            return joined(Level::disjunction,
                          {negated(expression(implies.left, scope)), expression(implies.right, scope)}, "false");
          },
          [&](const Iff& iff) {
            return equality(expression(iff.left, scope).bracketed(), expression(iff.right, scope).bracketed());
          },
          [&](const Quantified& inner) { return quantified(inner, formula, scope); },
          [&](const Call& define) {
            return call(scope.facts + names_.defines[define.define.index], terms(define.args, scope));
          },
          [&](const Can& can) { return steps(names_.can.at(can.rule), can.rule, can.args, scope); },
          [&](const Did& did) { return steps(names_.did.at(did.rule), did.rule, did.args, scope); },
          [&](const Was& was) {
            CppScope earlier = scope;
            earlier.facts = "before.";
            return expression(was.body, earlier);
          },
          // No test keeps such a property.
          [](const Reached&) -> CppExpression {
            throw std::logic_error("a test asks about a state that is not there");
          },
          [](const SomeSet&) -> CppExpression { throw std::logic_error("a test asks for some set"); },
      },
      formula->kind);
}

CppExpression FormulaWriter::quantified(const Quantified& quantified, const Formula& formula, const CppScope& scope) {
  return is_always_so(quantified) ? primary("true") : part(formula, scope);
}

std::string FormulaWriter::argument(const Argument& arg, const Variable& parameter, const CppScope& scope) const {
  return std::visit(overload{
                        [](const Anything&) { return std::string(); },
                        [&](const Term& one) { return term(one, scope); },
                        [&](const std::vector<Term>& set) {
                          return fmt::format("{}{{{}}}", value_type(names_, parameter.sort, true),
                                             fmt::join(terms(set, scope), ", "));
                        },
                    },
                    arg);
}

/// `can` and `did` are relations over the rule's parameters; `_` asks whether some tuple fits.
CppExpression FormulaWriter::steps(const std::string& relation, RuleId rule, const std::vector<Argument>& args,
                                   const CppScope& scope) {
  std::vector<std::string> given;
  bool asks_all = true, asks_none = true;
  for (std::size_t at = 0; at < args.size(); ++at) {
    given.push_back(argument(args[at], (*system_)[(*system_)[rule].parameters[at]], scope));
    const bool is_open = std::holds_alternative<Anything>(args[at]);
    asks_all = asks_all && !is_open;
    asks_none = asks_none && is_open;
  }
  if (asks_all)
    return call(scope.facts + relation, given);
  if (asks_none)
    return primary(fmt::format("!{}{}.tuples.empty()", scope.facts, relation));
  for (std::size_t at = 0; at < args.size(); ++at)
    if (std::holds_alternative<Anything>(args[at]))
      given[at] = "std::nullopt";
  return call(scope.facts + relation + ".some", given);
}

CppExpression FormulaWriter::part(const Formula& formula, const CppScope& scope) {
  Mentions mentions;
  collect_mentions(*system_, formula, mentions);
  const bool has_before = says_was(formula);
  const std::string name = members_.take(owner_ + "_part");
  Search search{.text = CppText{1}, .scope = {}, .locals = NameTable(members_.taken()), .told = {}, .conditions = {}};
  search.scope.population = scope.population;
  std::vector<std::string> parameters, arguments;
  if (has_before) {
    parameters.emplace_back("const Facts &before");
    arguments.emplace_back("before");
  }
  for (const auto& [id, variable] : scope.variables)
    if (mentions.variables.contains(id)) {
      const auto own = search.locals.take(cpp_identifier((*system_)[id].name));
      search.scope.variables[id] = own;
      parameters.push_back(parameter(*system_, names_, (*system_)[id].sort, (*system_)[id].is_set, own));
      arguments.push_back(variable);
    }
  search.text.line();
  search.text.comment("//", print(*system_, formula, scope.population));
  open_function(search.text, "bool", name, parameters);
  write_part(std::get<Quantified>(formula->kind), search);
  methods_ += search.text.text();
  return call(scope.facts + name, arguments);
}

/// The inside of a function that answers a quantifier, and its closing bracket.
void FormulaWriter::write_part(const Quantified& quantified, Search& search) {
  const bool counts = quantified.kind == Quantifier::one || quantified.kind == Quantifier::lone ||
                      quantified.kind == Quantifier::at_least || quantified.kind == Quantifier::at_most;
  if (counts)
    search.text.line("std::size_t count = 0;");
  const bool is_all = quantified.kind == Quantifier::all;
  loop(quantified.binders, search);
  if (counts)
    search.conditions.push_back(expression(quantified.body, search.scope));
  else
    find(quantified.body, !is_all, search);
  search.text.expression("if (", joined(Level::conjunction, search.conditions, "true"), ") {");
  search.text.deepen();
  search.text.line(counts ? "++count;" : quantified.kind == Quantifier::some ? "return true;" : "return false;");
  for (std::size_t level = 0; level <= search.depth; ++level)
    search.text.close();
  switch (quantified.kind) {
  case Quantifier::all:
  case Quantifier::no:
    search.text.line("return true;");
    break;
  case Quantifier::some:
    search.text.line("return false;");
    break;
  case Quantifier::one:
    search.text.line("return count == 1;");
    break;
  case Quantifier::lone:
    search.text.line("return count <= 1;");
    break;
  case Quantifier::at_least:
    search.text.line(fmt::format("return count >= {};", quantified.count));
    break;
  case Quantifier::at_most:
    search.text.line(fmt::format("return count <= {};", quantified.count));
    break;
  }
  search.text.close();
}

void FormulaWriter::loop(const std::vector<Binder>& binders, Search& search) {
  for (const auto& binder : binders) {
    const Variable& variable = (*system_)[binder.variable];
    const std::string own = search.locals.take(cpp_identifier(variable.name));
    search.scope.variables[binder.variable] = own;
    const bool is_enum = (*system_)[variable.sort].is_enum;
    search.text.open(fmt::format("for (const {} {}{} : {})", names_.sorts[variable.sort.index], is_enum ? "" : "&", own,
                                 names_.all_of[variable.sort.index]));
    search.told.emplace_back(own, is_enum);
    ++search.depth;
  }
  for (const auto& binder : binders)
    if (binder.guard)
      search.conditions.push_back(expression(binder.guard, search.scope));
}

/// Takes the formula apart as far as "for some of them" reaches: what is left are conditions.
void FormulaWriter::find(const Formula& formula, bool sought, Search& search) {
  constexpr std::size_t most_loops = 6; // more are not worth trying all their combinations at once
  if (const auto* inner = std::get_if<Not>(&formula->kind))
    return find(inner->body, !sought, search);
  const auto* both = std::get_if<And>(&formula->kind);
  const auto* either = std::get_if<Or>(&formula->kind);
  if (sought ? both != nullptr : either != nullptr) {
    for (const auto& each : sought ? both->parts : either->parts)
      find(each, sought, search);
    return;
  }
  if (const auto* implies = std::get_if<Implies>(&formula->kind); implies && !sought) {
    find(implies->left, true, search);
    return find(implies->right, false, search);
  }
  if (const auto* inner = std::get_if<Quantified>(&formula->kind)) {
    const bool is_search =
        sought ? inner->kind == Quantifier::some : inner->kind == Quantifier::all || inner->kind == Quantifier::no;
    if (is_search && search.depth + inner->binders.size() <= most_loops) {
      loop(inner->binders, search);
      return find(inner->body, inner->kind != Quantifier::all, search);
    }
  }
  const CppExpression condition = expression(formula, search.scope);
  search.conditions.push_back(sought ? condition : negated(condition));
}

void FormulaWriter::write_define(DefineId id) {
  const Define& define = (*system_)[id];
  write_predicate(define.name, names_.defines[id.index], reflowed(define.doc), define.parameters, define.body);
}

void FormulaWriter::write_memory(const Memory& memory) {
  const std::string& name = (*system_)[memory.relation].name;
  write_predicate(name, names_.remembered.at(memory.relation), "Is it to be remembered from now on?", memory.variables,
                  to_remember(memory));
}

void FormulaWriter::write_predicate(const std::string& owner, const std::string& name, const std::string& comment,
                                    const std::vector<VariableId>& variables, const Formula& formula) {
  owner_ = cpp_identifier(owner);
  Mentions mentions;
  collect_mentions(*system_, formula, mentions);
  CppText text{1};
  CppScope scope;
  NameTable locals(members_.taken());
  std::vector<std::string> parameters;
  for (const auto variable : variables) {
    const std::string own = locals.take(cpp_identifier((*system_)[variable].name));
    scope.variables[variable] = own;
    const bool is_used = mentions.variables.contains(variable); // an unused parameter has no name, or compilers warn
    parameters.push_back(parameter(*system_, names_, (*system_)[variable].sort, false, is_used ? own : ""));
  }
  if (says_was(formula))
    parameters.emplace_back("const Facts &before");
  const CppExpression body = expression(formula, scope);
  text.line();
  text.comment("///", comment);
  text.function("bool " + name, parameters, " const", "return ", body, ";");
  methods_ += text.text();
}

void FormulaWriter::write_whether(const System& system, const std::string& name, const std::string& comment,
                                  const Formula& formula, const Population* population) {
  const System* const own = std::exchange(system_, &system);
  owner_ = name;
  CppText text{1};
  text.line();
  text.comment("///", comment);
  const auto* quantified = std::get_if<Quantified>(&formula->kind);
  if (quantified && !is_always_so(*quantified)) {
    Search search{
        .text = std::move(text), .scope = {}, .locals = NameTable(members_.taken()), .told = {}, .conditions = {}};
    search.scope.population = population;
    open_function(search.text, "bool", name, {});
    write_part(*quantified, search);
    methods_ += search.text.text();
  } else {
    CppScope scope;
    scope.population = population;
    text.function("bool " + name, {}, " const", "return ", expression(formula, scope), ";");
    methods_ += text.text();
  }
  system_ = own;
}

void FormulaWriter::write_where(const System& system, const std::string& name, const std::string& comment,
                                const Formula& formula, bool sought, const Population* population) {
  const System* const own = std::exchange(system_, &system);
  owner_ = name;
  Search search{.text = CppText{1}, .scope = {}, .locals = NameTable(members_.taken()), .told = {}, .conditions = {}};
  search.scope.population = population;
  search.text.line();
  search.text.comment("///", comment);
  open_function(search.text, "std::string", name,
                says_was(formula) ? std::vector<std::string>{"const Facts &before"} : std::vector<std::string>{});
  find(formula, sought, search);
  search.text.expression("if (", joined(Level::conjunction, search.conditions, "true"), ") {");
  search.text.deepen();
  CppExpression told{Level::sum, {}, false};
  for (const auto& [variable, is_enum] : search.told) {
    // A literal and what follows it stay on one line, as clang-format has it.
    told.operands.push_back(cpp_string((told.operands.empty() ? "" : ", ") + variable + " = ") + " + " +
                            (is_enum ? "to_string(" + variable + ")" : variable + ".name"));
  }
  if (told.operands.empty())
    told.operands.emplace_back("\"here\"");
  search.text.expression("return ", told, ";");
  for (std::size_t level = 0; level <= search.depth; ++level)
    search.text.close();
  search.text.line("return nowhere;");
  search.text.close();
  methods_ += search.text.text();
  system_ = own;
}

} // namespace chaperone::generators::suite::cpp
