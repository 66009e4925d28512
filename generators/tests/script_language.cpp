// See script_language.hpp.
#include "generators/tests/script_language.hpp"

#include "model/walk.hpp"

#include <fmt/format.h>

#include <cctype>

namespace chaperone::generators {

using namespace model;

void ScriptText::line(const std::string& words) {
  if (!words.empty())
    text_ += std::string(width_ * depth_, ' ') + words;
  text_ += '\n';
}

void ScriptText::comment(const std::string& marker, const std::string& words) {
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

ScriptNames::ScriptNames(const System& system, const LookedAt& looked_at, bool camel,
                         const std::set<std::string>& words)
    : cpp(system, looked_at), camel_case(camel), reserved(words), sorts(cpp.sorts) {
  NameTable table;
  for (const std::string& sort : sorts)
    table.take(sort);
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
  for (const auto& own : cpp.values) {
    std::vector<std::string>& names = values.emplace_back();
    for (const std::string& name : own)
      names.push_back(reserved.contains(name) ? name + "_" : name);
  }
  for (const PropertyId id : looked_at.properties)
    keeps[id] = table.take(identifier("keeps_" + cpp_identifier(system[id].name)));
}

std::string ScriptNames::identifier(const std::string& name) const {
  std::string result;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const bool starts_word = camel_case && name[at] == '_' && at > 0 && at + 1 < name.size();
    if (starts_word)
      result += static_cast<char>(std::toupper(static_cast<unsigned char>(name[++at])));
    else
      result += name[at];
  }
  return reserved.contains(result) ? result + "_" : result;
}

std::string ScriptFormulas::text(const Formula& formula, const std::string& facts, const Population* population,
                                 std::map<VariableId, std::string> bound) {
  facts_ = facts;
  population_ = population;
  bound_ = std::move(bound);
  return of(formula);
}

/// A name that no other bound variable has where it stands.
std::string ScriptFormulas::variable(VariableId id) {
  const std::string wanted = names_.identifier(cpp_identifier(system_[id].name));
  std::string result = wanted;
  const auto is_taken = [&] {
    for (const auto& [other, name] : bound_)
      if (other != id && name == result)
        return true;
    return false;
  };
  for (int number = 2; is_taken(); ++number)
    result = fmt::format("{}{}", wanted, number);
  bound_[id] = result;
  return result;
}

std::string ScriptFormulas::of(const Term& term) {
  return std::visit(overload{
                        [&](VariableId id) { return bound_.at(id); },
                        [&](const Value& it) {
                          const std::string& sort = names_.sorts[it.sort.index];
                          return system_[it.sort].is_enum
                                     ? language_.value(sort, names_.values[it.sort.index][it.index])
                                     : language_.individual(sort, population_->names[it.sort.index][it.index]);
                        },
                        [&](const std::shared_ptr<const Application>& it) {
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
          // beyond_scripts() keeps these away, and a property has no set parameters.
          [&](const Member&) { return language_.truth(false); },
          [&](const Can&) { return language_.truth(false); },
          [&](const Did&) { return language_.truth(false); },
          [&](const Was&) { return language_.truth(false); },
      },
      formula->kind);
}

std::string ScriptFormulas::over(const std::vector<Binder>& binders, std::size_t at, const Formula& body, bool is_all) {
  if (at == binders.size())
    return of(body);
  const Binder& binder = binders[at];
  const std::string name = variable(binder.variable);
  const std::string domain = facts_ + "." + names_.all_of[system_[binder.variable].sort.index];
  std::string inner = over(binders, at + 1, body, is_all);
  if (binder.guard)
    inner = is_all ? language_.disjunction(language_.negation(of(binder.guard)), inner)
                   : language_.conjunction(of(binder.guard), inner);
  bound_.erase(binder.variable);
  return is_all ? language_.all(name, domain, inner) : language_.any(name, domain, inner);
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
  const std::string domain = facts_ + "." + names_.all_of[system_[binders[at].variable].sort.index];
  const std::string inner = counted(binders, at + 1, body);
  bound_.erase(binders[at].variable);
  return language_.sum(name, domain, inner);
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

std::string beyond_scripts(const TestSuite& suite) {
  const auto is_beyond = [](const Formula& formula) {
    bool result = false;
    walk(*formula, [&](const Node& node) {
      result = result || std::holds_alternative<Can>(node.kind) || std::holds_alternative<Did>(node.kind) ||
               std::holds_alternative<Was>(node.kind);
    });
    return result;
  };
  for (const TestCase& test : suite.cases) {
    for (const PropertyId id : test.keeps)
      if (is_beyond((*suite.system)[id].formula))
        return (*suite.system)[id].name;
    for (const TestItem& item : test.items)
      if (const auto* expect = std::get_if<TestExpect>(&item); expect && is_beyond(expect->formula))
        return test.name;
  }
  return {};
}

} // namespace chaperone::generators
