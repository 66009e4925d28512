// See cucumber.hpp.
#include "generators/suite/gherkin/cucumber.hpp"

#include "generators/suite/gherkin/cucumber_machinery.hpp"
#include "generators/suite/script/javascript.hpp"
#include "generators/suite/script/script_suite.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace chaperone::generators::suite::gherkin {

using namespace model;
using namespace script;

const ScriptSpelling& cucumber_spelling() {
  static const ScriptSpelling spelling{
      true, true, javascript_words({"facts", "has", "has_", "defines", "promises", "closures", "memories"})};
  return spelling;
}

namespace {

/// JavaScript over facts whose relations are asked by name.
class FactsByName : public JavaScript {
public:
  std::string holds(const std::string& facts, const std::string& relation,
                    const std::vector<std::string>& args) const override {
    return fmt::format("{}.has({})", facts, joined(with_first(quoted(relation), args)));
  }
  std::string value_of(const std::string& facts, const std::string& function,
                       const std::vector<std::string>& args) const override {
    return fmt::format("{}.value({})", facts, joined(with_first(quoted(function), args)));
  }
  std::string call(const std::string& facts, const std::string& function,
                   const std::vector<std::string>& args) const override {
    return fmt::format("defines.{}({})", function, joined(with_first(facts, args)));
  }

private:
  static std::vector<std::string> with_first(const std::string& first, std::vector<std::string> others) {
    others.insert(others.begin(), first);
    return others;
  }
};

const FactsByName gherkin_facts;

class Cucumber {
public:
  explicit Cucumber(const TestSuite& suite)
      : suite_(suite), system_(*suite.system), looked_at_(look_at(suite)),
        names_(system_, looked_at_, cucumber_spelling()), service_(system_, looked_at_, names_),
        formulas_(names_, gherkin_facts) {
    for (const Rule& rule : system_.rules)
      sentences_.push_back(sentence_of(rule));
    // Two rules that are told alike are told by their names.
    for (std::size_t i = 0; i < sentences_.size(); ++i)
      if (std::count_if(sentences_.begin(), sentences_.end(),
                        [&](const Sentence& it) { return it.pattern() == sentences_[i].pattern(); }) > 1)
        plain_.insert(i);
    for (const std::size_t i : plain_)
      sentences_[i] = plain_sentence(system_.rules[i]);
  }

  std::vector<GeneratedFile> files() {
    const std::string base = names_.cpp.name_space;
    std::string feature = write_feature();
    return {{base + ".feature", std::move(feature)}, {base + ".steps.mjs", write_steps()}};
  }

private:
  /// Words and parameters in turn: `texts` has one more than `parameters`.
  struct Sentence {
    std::vector<std::string> texts;
    std::vector<std::size_t> parameters;
    std::string pattern() const {
      std::string result = texts.front();
      for (std::size_t i = 1; i < texts.size(); ++i)
        result += "\"\"" + texts[i];
      return result;
    }
  };

  Sentence plain_sentence(const Rule& rule) const {
    Sentence result{{rule.name + ":"}, {}};
    for (std::size_t i = 0; i < rule.parameters.size(); ++i) {
      result.texts.back() += (i == 0 ? " " : ", ") + system_[rule.parameters[i]].name + " ";
      result.parameters.push_back(i);
      result.texts.emplace_back();
    }
    return result;
  }

  /// From `{a} and {b} become contacts`, if that names each parameter once.
  Sentence sentence_of(const Rule& rule) const {
    if (!rule.told_as)
      return plain_sentence(rule);
    Sentence result{{""}, {}};
    std::set<std::size_t> named;
    const std::string& text = *rule.told_as;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '{' && at + 1 < text.size() && text[at + 1] == '{') {
        result.texts.back() += text[at++];
      } else if (text[at] == '{') {
        const std::size_t end = text.find('}', at);
        const std::string name = text.substr(at + 1, end - at - 1);
        for (std::size_t i = 0; i < rule.parameters.size(); ++i)
          if (system_[rule.parameters[i]].name == name) {
            if (!named.insert(i).second)
              return plain_sentence(rule);
            result.parameters.push_back(i);
          }
        result.texts.emplace_back();
        at = end;
      } else {
        result.texts.back() += text[at];
      }
    }
    if (named.size() != rule.parameters.size() || text.find('"') != std::string::npos)
      return plain_sentence(rule);
    return result;
  }

  std::string people(const TestCase& test, const std::vector<Place>& places,
                     const std::vector<std::uint32_t>& args) const {
    std::vector<std::string> result;
    for (std::size_t i = 0; i < args.size(); ++i)
      result.push_back(quoted(test.population.names[places[i].sort.index][args[i]]));
    return joined(result);
  }

  std::string write_feature() {
    ScriptText out(2);
    out.comment("#", origin_of(suite_));
    out.open("Feature: " + system_.name);
    for (const TestCase& test : suite_.cases) {
      out.line();
      for (const std::string& line : test.story)
        out.comment("#", line);
      out.open("Scenario: " + test.title + " (" + test.name + ")");
      write_start(out, test);
      for (const TestItem& item : test.items)
        std::visit(overload{
                       [&](const TestStep& step) { write_step(out, test, step); },
                       [&](const TestExpect& expect) {
                         const std::string name = fmt::format("{}#{}", test.name, expectations_.size() + 1);
                         expectations_.emplace_back(
                             name, formulas_.text(*test.system, expect.formula, "now", &test.population));
                         out.line("Then what " + name + " expects is true");
                       },
                   },
                   item);
      out.close();
    }
    return out.text();
  }

  void write_start(ScriptText& out, const TestCase& test) const {
    const char* word = "Given";
    const auto line = [&](const std::string& words) {
      out.line(std::string(word) + " " + words);
      word = "And";
    };
    for (std::size_t i = 0; i < system_.sorts.size(); ++i)
      if (!system_.sorts[i].is_enum) {
        std::vector<std::string> all;
        for (const std::string& name : test.population.names[i])
          all.push_back(quoted(name));
        line(system_.sorts[i].name + " " + joined(all));
      }
    for (const Given& given : looked_at_.at_start(system_, test))
      line("from the start " +
           std::visit(overload{
                          [&](const GivenTuple& it) {
                            return fmt::format("{} {}", names_.relations[it.relation.index],
                                               people(test, system_[it.relation].places, it.args));
                          },
                          [&](const GivenValue& it) {
                            const Function& function = system_[it.function];
                            return fmt::format("{} {} is {}", names_.functions[it.function.index],
                                               people(test, function.places, it.args),
                                               quoted(test.population.names[function.result.index][it.value]));
                          },
                      },
                      given));
    line("the service starts with this");
    if (test.is_exact)
      out.line("Then nothing else has changed");
    write_keeps(out, test, test.is_exact ? "And" : "Then");
  }

  void write_keeps(ScriptText& out, const TestCase& test, const char* word) const {
    for (const PropertyId id : test.keeps)
      if (!system_[id].is_about_steps)
        out.line(fmt::format("{} the promise {} is kept", std::exchange(word, "And"), system_[id].name));
  }

  std::string told(const TestCase& test, const Action& action) const {
    const Rule& rule = system_[action.rule];
    const Sentence& sentence = sentences_[action.rule.index];
    std::string result = sentence.texts.front();
    for (std::size_t i = 0; i < sentence.parameters.size(); ++i) {
      const std::size_t parameter = sentence.parameters[i];
      const auto& names = test.population.names[system_[rule.parameters[parameter]].sort.index];
      result += std::visit(overload{
                               [&](std::uint32_t index) { return quoted(names[index]); },
                               [&](const std::vector<std::uint32_t>& set) {
                                 std::vector<std::string> all;
                                 for (const std::uint32_t index : set)
                                   all.push_back(quoted(names[index]));
                                 return all.empty() ? std::string("nobody") : joined(all);
                               },
                           },
                           action.args[parameter]);
      result += sentence.texts[i + 1];
    }
    return result;
  }

  void write_step(ScriptText& out, const TestCase& test, const TestStep& step) const {
    if (!step.why_refused.empty())
      out.comment("#", "Refused: " + step.why_refused);
    out.line("When " + told(test, step.action));
    const char* word = "Then";
    const auto line = [&](const std::string& words) {
      out.line(std::string(std::exchange(word, "And")) + " " + words);
    };
    if (step.expected)
      line(*step.expected == Outcome::allowed ? "this is allowed" : "this is refused");
    if (step.may_be_refused)
      line("this is allowed, or refused and nothing changes");
    if (step.reason)
      line("the reason is \"" + *step.reason + "\"");
    for (const ExpectedFact& fact : step.changed)
      line(std::visit(overload{
                          [&](const ExpectedTuple& it) {
                            return fmt::format("{} {} {}", names_.relations[it.relation.index],
                                               people(test, system_[it.relation].places, it.args),
                                               it.holds ? "holds now" : "no longer holds");
                          },
                          [&](const ExpectedValue& it) {
                            const Function& function = system_[it.function];
                            return fmt::format("{} {} is now {}", names_.functions[it.function.index],
                                               people(test, function.places, it.args),
                                               quoted(test.population.names[function.result.index][it.value]));
                          },
                      },
                      fact));
    if (test.is_exact)
      line("nothing else has changed");
    for (const PropertyId id : test.keeps)
      line(fmt::format("the promise {} is kept", system_[id].name));
    if (const auto outcome = ends_with(test, step))
      line(fmt::format("what follows is about the {} step", *outcome == Outcome::allowed ? "refused" : "allowed"));
  }

  /// A table's signature, with the driver's methods that ask for it or set it up.
  nlohmann::ordered_json signature(const ScriptTable& table) const {
    nlohmann::ordered_json result = {{"places", nlohmann::ordered_json::array()}};
    for (const ScriptPlace& place : table.places)
      result["places"].push_back((place.is_set ? "set of " : "") + system_[place.sort].name);
    if (table.result)
      result["result"] = system_[*table.result].name;
    if (table.is_symmetric)
      result["symmetric"] = true;
    if (!table.asked.empty())
      result["asked"] = table.asked;
    if (!table.given.empty())
      result["given"] = table.given;
    if (table.is_kept)
      result["kept"] = true;
    else if (table.symbol.empty())
      result["aboutSteps"] = true;
    return result;
  }

  std::string write_steps() {
    ScriptText out(2);
    out.comment("//", origin_of(suite_));
    out.line("import assert from \"node:assert/strict\";");
    out.line("import { Before, Given, Then, When } from \"@cucumber/cucumber\";");
    out.line("import { makeDriver } from \"./service.mjs\";");
    out.line();
    nlohmann::ordered_json people = nlohmann::ordered_json::object(), values = people, relations = people,
                           functions = people;
    for (std::size_t i = 0; i < system_.sorts.size(); ++i) {
      people[system_.sorts[i].name] = names_.all_of[i];
      if (system_.sorts[i].is_enum)
        values[system_.sorts[i].name] = names_.values[i];
    }
    for (const ScriptTable* table : service_.tables())
      (table->result ? functions : relations)[table->name] = signature(*table);
    out.comment("//", "The rules' signature, with the driver's functions that ask for each symbol or set it up.");
    out.line("const people = " + people.dump() + ";");
    out.line("const values = " + values.dump() + ";");
    out.line("const relations = " + relations.dump(2) + ";");
    out.line("const functions = " + functions.dump(2) + ";");
    write_formulas(out);
    out.line(cucumber_machinery);
    for (std::size_t i = 0; i < system_.rules.size(); ++i)
      write_rule(out, i);
    return out.text();
  }

  std::string one_step(RelationId closure) const {
    return std::visit(overload{
                          [](std::monostate) { return gherkin_facts.truth(false); },
                          [&](RelationId base) {
                            return gherkin_facts.holds("now", names_.relations[base.index], {"from", "to"});
                          },
                          [&](DefineId base) {
                            return gherkin_facts.call("now", names_.defines[base.index], {"from", "to"});
                          },
                      },
                      system_[closure].closure_of);
  }

  void write_formulas(ScriptText& out) {
    const auto each = [&](bool is_promise, const auto& write) {
      for (const ScriptPredicate& it : service_.predicates)
        if (it.is_promise == is_promise)
          write(it, formulas_.text(system_, it.formula, "now", nullptr, it.bound));
    };
    out.open("const defines = {");
    each(false, [&](const ScriptPredicate& it, const std::string& formula) {
      std::string parameters = "now";
      for (const ScriptPlace& parameter : it.parameters)
        parameters += ", " + parameter.name;
      if (it.looks_back)
        parameters += ", before";
      out.line(fmt::format("{}: ({}) => {},", it.name, parameters, formula));
    });
    out.close("};");
    out.comment("//",
                "What the tests work out for themselves: closures, each after those that it reads, and the past.");
    out.open("const closures = {");
    for (const ScriptClosure& it : service_.closures)
      out.line(fmt::format("{}: (now, from, to) => {},", quoted(it.table->name), one_step(it.relation)));
    out.close("};");
    out.open("const memories = {");
    for (const ScriptMemory& it : service_.memories)
      out.line(fmt::format("{}: {{ isAboutSteps: {}, holds: defines.{} }},", quoted(it.table->name),
                           it.is_about_steps ? "true" : "false", it.predicate));
    out.close("};");
    out.comment("//", "What must hold of the facts now, and of those before the last step.");
    out.open("const promises = {");
    each(true, [&](const ScriptPredicate& it, const std::string& formula) {
      out.line(fmt::format("{}: {{ isAboutSteps: {}, isKept: (now{}) => {} }},", quoted(it.symbol),
                           it.is_about_steps ? "true" : "false", it.looks_back ? ", before" : "",
                           it.is_negated ? gherkin_facts.negation(formula) : formula));
    });
    out.close("};");
    out.open("const expectations = {");
    for (const auto& [name, formula] : expectations_)
      out.line(fmt::format("{}: (now) => {},", quoted(name), formula));
    out.close("};");
  }

  void write_rule(ScriptText& out, std::size_t index) const {
    const Sentence& sentence = sentences_[index];
    std::string parts = quoted(escaped(sentence.texts.front()));
    const std::vector<ScriptPlace>& parameters = service_.calls[index].parameters; // the rules come first
    std::vector<std::string> captured, args(parameters.size());
    for (std::size_t i = 0; i < sentence.parameters.size(); ++i) {
      const std::size_t parameter = sentence.parameters[i];
      const bool is_set = parameters[parameter].is_set;
      parts += std::string(", ") + (is_set ? "'((?:\"[^\"]*\"(?:, )?)+|nobody)'" : "'\"([^\"]*)\"'") + ", " +
               quoted(escaped(sentence.texts[i + 1]));
      const std::string& name = parameters[parameter].name;
      captured.push_back(name);
      args[parameter] = is_set ? "names(" + name + ")" : name;
    }
    out.open(fmt::format("When(sentence({}), async function ({}) {{", parts, joined(captured)));
    const auto did = service_.did.find({static_cast<std::uint32_t>(index)});
    out.line(fmt::format("await attempt(this, {}, {}, [{}]);", quoted(names_.rules[index]),
                         did == service_.did.end() ? "null" : quoted(did->second.name), joined(args)));
    out.close("});");
  }

  static std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : text)
      result += std::string("\\^$.|?*+()[]{}").find(c) != std::string::npos ? std::string("\\") + c : std::string(1, c);
    return result;
  }

  const TestSuite& suite_;
  const System& system_;
  LookedAt looked_at_;
  ScriptNames names_;
  ScriptService service_;
  ScriptFormulas formulas_;
  std::vector<Sentence> sentences_; ///< by rule
  std::set<std::size_t> plain_;
  std::vector<std::pair<std::string, std::string>> expectations_;
};

} // namespace

std::vector<GeneratedFile> write_cucumber(const TestSuite& suite) {
  return Cucumber(suite).files();
}

} // namespace chaperone::generators::suite::gherkin
