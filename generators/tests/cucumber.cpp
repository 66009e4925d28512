// See cucumber.hpp.
#include "generators/tests/cucumber.hpp"

#include "generators/tests/cucumber_machinery.hpp"
#include "generators/tests/script_language.hpp"
#include "model/printer.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace chaperone::generators {

using namespace model;

namespace {

const std::set<std::string>& reserved() {
  static const std::set<std::string> words{
      "await",  "break", "case",   "catch",   "class",     "const",   "continue", "default",  "delete", "do",
      "else",   "enum",  "export", "extends", "false",     "finally", "for",      "function", "if",     "import",
      "in",     "new",   "null",   "return",  "super",     "switch",  "this",     "throw",    "true",   "try",
      "typeof", "var",   "void",   "while",   "with",      "yield",   "let",      "static",   "now",    "facts",
      "total",  "has",   "value",  "has_",    "arguments", "eval",    "defines"};
  return words;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string result;
  for (const std::string& part : parts)
    result += (result.empty() ? "" : ", ") + part;
  return result;
}

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump();
}

/// JavaScript over facts whose relations are asked by name.
class JavaScript : public ScriptLanguage {
public:
  std::string all(const std::string& variable, const std::string& domain, const std::string& body) const override {
    return fmt::format("{}.every(({}) => {})", domain, variable, body);
  }
  std::string any(const std::string& variable, const std::string& domain, const std::string& body) const override {
    return fmt::format("{}.some(({}) => {})", domain, variable, body);
  }
  std::string sum(const std::string& variable, const std::string& domain, const std::string& body) const override {
    return fmt::format("total({}, ({}) => {})", domain, variable, body);
  }
  std::string number_of(const std::string& truth) const override { return "Number(" + truth + ")"; }
  std::string negation(const std::string& body) const override { return "!(" + body + ")"; }
  std::string conjunction(const std::string& left, const std::string& right) const override {
    return fmt::format("({} && {})", left, right);
  }
  std::string disjunction(const std::string& left, const std::string& right) const override {
    return fmt::format("({} || {})", left, right);
  }
  std::string equality(const std::string& left, const std::string& right) const override {
    return fmt::format("({} === {})", left, right);
  }
  std::string truth(bool value) const override { return value ? "true" : "false"; }
  std::string individual(const std::string&, const std::string& name) const override { return quoted(name); }
  std::string value(const std::string&, const std::string& name) const override { return quoted(name); }
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

class Cucumber {
public:
  explicit Cucumber(const TestSuite& suite)
      : suite_(suite), system_(*suite.system), looked_at_(look_at(suite)),
        names_(system_, looked_at_, true, reserved()), formulas_(system_, names_, language_) {
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

  std::string origin() const {
    return fmt::format("Made by Chaperone from {}{}. Do not edit: change the rules and generate again.",
                       suite_.rules_file,
                       suite_.expect_from.empty() ? "" : ", with the outcomes of " + suite_.expect_from);
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
    out.comment("#", origin());
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
                         expectations_.push_back({name, formulas_.text(expect.formula, "now", &test.population)});
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
    for (const Given& given : test.given)
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
  }

  nlohmann::ordered_json places_json(const std::vector<Place>& places) const {
    nlohmann::ordered_json result = nlohmann::ordered_json::array();
    for (const Place& place : places)
      result.push_back(system_[place.sort].name);
    return result;
  }

  std::string write_steps() {
    ScriptText out(2);
    out.comment("//", origin());
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
    for (std::uint32_t i = 0; i < system_.relations.size(); ++i) {
      auto& it = relations[names_.relations[i]] = {{"places", places_json(system_.relations[i].places)},
                                                   {"symmetric", system_.relations[i].is_symmetric}};
      if (looked_at_.is_asked(system_, RelationId{i}))
        it["asked"] = names_.relations[i];
      if (looked_at_.given_relations.contains({i}))
        it["given"] = names_.given_relations[i];
    }
    for (std::uint32_t i = 0; i < system_.functions.size(); ++i) {
      auto& it = functions[names_.functions[i]] = {{"places", places_json(system_.functions[i].places)},
                                                   {"result", system_[system_.functions[i].result].name}};
      if (looked_at_.is_asked(system_, FunctionId{i}))
        it["asked"] = names_.functions[i];
      if (looked_at_.given_functions.contains({i}))
        it["given"] = names_.given_functions[i];
    }
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

  void write_formulas(ScriptText& out) {
    out.open("const defines = {");
    for (const DefineId id : looked_at_.defines) {
      const Define& define = system_[id];
      std::map<VariableId, std::string> bound;
      std::string parameters = "now";
      for (const VariableId parameter : define.parameters) {
        bound[parameter] = names_.identifier(cpp_identifier(system_[parameter].name));
        parameters += ", " + bound[parameter];
      }
      out.line(fmt::format("{}: ({}) => {},", names_.defines[id.index], parameters,
                           formulas_.text(define.body, "now", nullptr, bound)));
    }
    out.close("};");
    out.open("const promises = {");
    for (const auto& [id, name] : names_.keeps) {
      const std::string formula = formulas_.text(system_[id].formula, "now", nullptr);
      out.line(fmt::format("{}: (now) => {},", system_[id].name,
                           system_[id].kind == PropertyKind::never ? language_.negation(formula) : formula));
    }
    out.close("};");
    out.open("const expectations = {");
    for (const auto& [name, formula] : expectations_)
      out.line(fmt::format("{}: (now) => {},", quoted(name), formula));
    out.close("};");
  }

  void write_rule(ScriptText& out, std::size_t index) const {
    const Rule& rule = system_.rules[index];
    const Sentence& sentence = sentences_[index];
    std::string parts = quoted(escaped(sentence.texts.front()));
    std::vector<std::string> captured, args(rule.parameters.size());
    for (std::size_t i = 0; i < sentence.parameters.size(); ++i) {
      const std::size_t parameter = sentence.parameters[i];
      const bool is_set = system_[rule.parameters[parameter]].is_set;
      parts += std::string(", ") + (is_set ? "'((?:\"[^\"]*\"(?:, )?)+|nobody)'" : "'\"([^\"]*)\"'") + ", " +
               quoted(escaped(sentence.texts[i + 1]));
      const std::string name = names_.identifier(cpp_identifier(system_[rule.parameters[parameter]].name));
      captured.push_back(name);
      args[parameter] = is_set ? "names(" + name + ")" : name;
    }
    out.open(fmt::format("When(sentence({}), async function ({}) {{", parts, joined(captured)));
    out.line(fmt::format("this.outcome = await this.service.{}({});", names_.rules[index], joined(args)));
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
  JavaScript language_;
  ScriptFormulas formulas_;
  std::vector<Sentence> sentences_; ///< by rule
  std::set<std::size_t> plain_;
  std::vector<std::pair<std::string, std::string>> expectations_;
};

} // namespace

std::vector<GeneratedFile> write_cucumber(const TestSuite& suite) {
  return Cucumber(suite).files();
}

} // namespace chaperone::generators
