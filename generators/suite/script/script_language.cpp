// See script_language.hpp.
#include "generators/suite/script/script_language.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <utility>

namespace chaperone::generators::suite::script {

using namespace model;

std::string joined(const std::vector<std::string>& parts, const std::string& between) {
  std::string result;
  for (std::size_t i = 0; i < parts.size(); ++i)
    result += (i == 0 ? "" : between) + parts[i];
  return result;
}

std::string first_line(const std::string& doc, const std::string& otherwise) {
  std::string result = doc.empty() ? otherwise : doc.substr(0, doc.find("\n\n"));
  std::replace(result.begin(), result.end(), '\n', ' ');
  return result;
}

void ScriptText::line(const std::string& words) {
  if (!words.empty())
    text_ += std::string(width_ * depth_, ' ') + words;
  text_ += '\n';
}

void ScriptText::comment(const std::string& marker, const std::string& told) {
  const std::string words = for_comment(told);
  constexpr std::size_t most_columns = 100;
  std::string present;
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find_first_of(" \n", at), words.size());
    const std::string word = words.substr(at, end - at);
    if (!present.empty() && present.size() + word.size() + 1 + marker.size() + width_ * depth_ > most_columns) {
      line(marker.empty() ? present : marker + " " + present);
      present.clear();
    }
    present += (present.empty() ? "" : " ") + word;
    at = end + 1;
  }
  if (!present.empty())
    line(marker.empty() ? present : marker + " " + present);
}

ScriptNames::ScriptNames(const System& system, const LookedAt& looked_at, const ScriptSpelling& spelled)
    : cpp(system, looked_at), spelling(spelled) {
  cpp::NameTable table;
  for (const std::string& sort : cpp.sorts)
    sorts.push_back(table.take(spelling.reserved.contains(sort) ? sort + "_" : sort));
  const auto all = [&](const std::vector<std::string>& from, std::vector<std::string>& to) {
    for (const std::string& name : from)
      to.push_back(table.take(identifier(name)));
  };
  all(cpp.rules, rules);
  all(cpp.relations, relations);
  all(cpp.functions, functions);
  all(cpp.defines, defines);
  all(cpp.all_of, all_of);
  all(cpp.given_relations, given_relations);
  all(cpp.given_functions, given_functions);
  for (const auto& [id, name] : cpp.can)
    can[id] = table.take(identifier(name));
  for (const auto& [id, name] : cpp.did)
    did[id] = table.take(identifier(name));
  for (std::size_t sort = 0; sort < system.sorts.size(); ++sort) {
    std::vector<std::string>& names = values.emplace_back();
    for (std::size_t i = 0; i < cpp.values[sort].size(); ++i) {
      const std::string& name = cpp.values[sort][i];
      names.push_back(spelling.values_are_strings        ? system.sorts[sort].names[i]
                      : spelling.reserved.contains(name) ? name + "_"
                                                         : name);
    }
  }
  for (const Memory& memory : looked_at.memories)
    remembered[memory.relation] = table.take(identifier(cpp.remembered.at(memory.relation)));
  for (const PropertyId id : looked_at.properties)
    keeps[id] = table.take(identifier("keeps_" + cpp::cpp_identifier(system[id].name)));
}

std::string ScriptNames::identifier(const std::string& name) const {
  std::string result;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const bool starts_word = spelling.camel_case && name[at] == '_' && at > 0 && at + 1 < name.size();
    if (starts_word)
      result += static_cast<char>(std::toupper(static_cast<unsigned char>(name[++at])));
    else
      result += name[at];
  }
  return spelling.reserved.contains(result) ? result + "_" : result;
}

std::string ScriptFormulas::text(const System& system, const Formula& formula, const std::string& facts,
                                 const Population* population, std::map<VariableId, std::string> bound,
                                 std::set<std::string> taken) {
  system_ = &system;
  facts_ = facts;
  population_ = population;
  bound_ = std::move(bound);
  taken_ = std::move(taken);
  return of(formula);
}

/// A name that no other bound variable has where it stands.
std::string ScriptFormulas::fresh(const std::string& wanted) const {
  std::string result = wanted;
  const auto is_taken = [&] {
    return taken_.contains(result) || std::find(open_.begin(), open_.end(), result) != open_.end() ||
           std::any_of(bound_.begin(), bound_.end(), [&](const auto& other) { return other.second == result; });
  };
  for (int number = 2; is_taken(); ++number)
    result = fmt::format("{}{}", wanted, number);
  return result;
}

std::string ScriptFormulas::variable(VariableId id) {
  bound_.erase(id);
  return bound_[id] = fresh(names_.identifier(cpp::cpp_identifier((*system_)[id].name)));
}

std::string ScriptFormulas::domain(VariableId id) const {
  const std::string everybody = facts_ + "." + names_.all_of[(*system_)[id].sort.index];
  return (*system_)[id].is_set ? language_.subsets(everybody) : everybody;
}

std::string ScriptFormulas::of(const Term& term) {
  return std::visit(overload{
                        [&](VariableId id) { return bound_.at(id); },
                        [&](const Value& it) {
                          const std::string& sort = names_.sorts[it.sort.index];
                          return (*system_)[it.sort].is_enum
                                     ? language_.value(sort, names_.values[it.sort.index][it.index])
                                     : language_.individual(sort, population_->names[it.sort.index][it.index]);
                        },
                        [&](const std::shared_ptr<const Application>& it) {
                          const Function& function = (*system_)[it->function];
                          if (function.is_individual)
                            return language_.individual(names_.sorts[function.result.index], function.name);
                          return language_.value_of(facts_, names_.functions[it->function.index], of(it->args));
                        },
                    },
                    term);
}

std::vector<std::string> ScriptFormulas::of(const std::vector<Term>& terms) {
  std::vector<std::string> result;
  for (const Term& term : terms)
    result.push_back(of(term));
  return result;
}

std::string ScriptFormulas::of(const Formula& formula) {
  const auto joined = [&](const std::vector<Formula>& parts, bool is_and) {
    std::string result = of(parts.front());
    for (std::size_t i = 1; i < parts.size(); ++i)
      result = is_and ? language_.conjunction(result, of(parts[i])) : language_.disjunction(result, of(parts[i]));
    return result;
  };
  return std::visit(
      overload{
          [&](const Constant& it) { return language_.truth(it.value); },
          [&](const Atom& it) { return language_.holds(facts_, names_.relations[it.relation.index], of(it.args)); },
          [&](const Equal& it) { return language_.equality(of(it.left), of(it.right)); },
          [&](const Not& it) { return language_.negation(of(it.body)); },
          [&](const And& it) { return joined(it.parts, true); },
          [&](const Or& it) { return joined(it.parts, false); },
          [&](const Implies& it) { return language_.disjunction(language_.negation(of(it.left)), of(it.right)); },
          [&](const Iff& it) { return language_.equality(of(it.left), of(it.right)); },
          [&](const Quantified& it) { return of(it); },
          [&](const Call& it) { return language_.call(facts_, names_.defines[it.define.index], of(it.args)); },
          // No property has set parameters.
          [&](const Member&) { return language_.truth(false); },
          [&](const Can& it) { return of(names_.can.at(it.rule), it.rule, it.args); },
          [&](const Did& it) { return of(names_.did.at(it.rule), it.rule, it.args); },
          [&](const Was& it) {
            const std::string now = std::exchange(facts_, "before");
            std::string result = of(it.body);
            facts_ = now;
            return result;
          },
          // No test keeps such a property.
          [](const Reached&) -> std::string { throw std::logic_error("a test asks about a state that is not there"); },
          [](const SomeSet&) -> std::string { throw std::logic_error("a test asks for some set"); },
      },
      formula->kind);
}

std::string ScriptFormulas::over(const std::vector<Binder>& binders, std::size_t at, const Formula& body, bool is_all) {
  if (at == binders.size())
    return of(body);
  const Binder& binder = binders[at];
  const std::string name = variable(binder.variable);
  std::string inner = over(binders, at + 1, body, is_all);
  if (binder.guard)
    inner = is_all ? language_.disjunction(language_.negation(of(binder.guard)), inner)
                   : language_.conjunction(of(binder.guard), inner);
  bound_.erase(binder.variable);
  return is_all ? language_.all(name, domain(binder.variable), inner)
                : language_.any(name, domain(binder.variable), inner);
}

std::string ScriptFormulas::counted(const std::vector<Binder>& binders, std::size_t at, const Formula& body) {
  if (at == binders.size()) {
    std::string condition = of(body);
    for (const Binder& binder : binders)
      if (binder.guard)
        condition = language_.conjunction(of(binder.guard), condition);
    return language_.number_of(condition);
  }
  const std::string name = variable(binders[at].variable);
  const std::string inner = counted(binders, at + 1, body);
  bound_.erase(binders[at].variable);
  return language_.sum(name, domain(binders[at].variable), inner);
}

std::string ScriptFormulas::of(const Quantified& it) {
  switch (it.kind) {
  case Quantifier::all:
    return over(it.binders, 0, it.body, true);
  case Quantifier::some:
    return over(it.binders, 0, it.body, false);
  case Quantifier::no:
    return language_.negation(over(it.binders, 0, it.body, false));
  case Quantifier::one:
    return "(" + counted(it.binders, 0, it.body) + " == 1)";
  case Quantifier::lone:
    return "(" + counted(it.binders, 0, it.body) + " <= 1)";
  case Quantifier::at_least:
    return fmt::format("({} >= {})", counted(it.binders, 0, it.body), it.count);
  case Quantifier::at_most:
    return fmt::format("({} <= {})", counted(it.binders, 0, it.body), it.count);
  }
  return {};
}

std::string ScriptFormulas::of(const std::string& table, RuleId rule, const std::vector<Argument>& args) {
  const std::vector<VariableId>& parameters = (*system_)[rule].parameters;
  std::vector<std::string> places;
  std::vector<VariableId> anything;
  for (std::size_t i = 0; i < args.size(); ++i)
    places.push_back(std::visit(overload{
                                    [&](const Anything&) {
                                      anything.push_back(parameters[i]);
                                      return open_.emplace_back(fresh("each"));
                                    },
                                    [&](const Term& term) { return of(term); },
                                    [&](const std::vector<Term>& set) { return language_.set_in_fact(of(set)); },
                                },
                                args[i]));
  std::string result = language_.holds(facts_, table, places);
  for (; !anything.empty(); anything.pop_back()) {
    result = language_.any(open_.back(), domain(anything.back()), result);
    open_.pop_back();
  }
  return result;
}

std::string BracedLanguage::negation(const std::string& body) const {
  return "!(" + body + ")";
}
std::string BracedLanguage::conjunction(const std::string& left, const std::string& right) const {
  return fmt::format("({} && {})", left, right);
}
std::string BracedLanguage::disjunction(const std::string& left, const std::string& right) const {
  return fmt::format("({} || {})", left, right);
}
std::string BracedLanguage::truth(bool value) const {
  return value ? "true" : "false";
}
std::string BracedLanguage::holds(const std::string& facts, const std::string& relation,
                                  const std::vector<std::string>& args) const {
  return fmt::format("{}.{}.has({})", facts, relation, joined(args));
}
std::string BracedLanguage::value_of(const std::string& facts, const std::string& function,
                                     const std::vector<std::string>& args) const {
  return fmt::format("{}.{}.of({})", facts, function, joined(args));
}
std::string BracedLanguage::call(const std::string& object, const std::string& function,
                                 const std::vector<std::string>& args) const {
  return fmt::format("{}.{}({})", object, function, joined(args));
}

} // namespace chaperone::generators::suite::script
