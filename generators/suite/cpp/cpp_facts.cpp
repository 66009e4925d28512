// The parts of `Facts` that do not depend on any formula.
#include "generators/suite/cpp/cpp_facts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace chaperone::generators::suite::cpp {
namespace {

using namespace chaperone::model;

constexpr const char* relation_template = R"(/// A relation: `member(group, ann)` asks whether a tuple is in it.
template <class... Places> struct Relation {
  std::set<std::tuple<Places...>> tuples;
  void add(const Places &...places) { tuples.emplace(places...); }
  bool operator()(const Places &...places) const {
    return tuples.count(std::tuple<Places...>(places...)) != 0;
  }
};
)";

/// What tests that say exactly what must be true need to follow the steps.
constexpr const char* remove_member = R"(  void remove(const Places &...places) {
    tuples.erase(std::tuple<Places...>(places...));
  }
)";
constexpr const char* symmetric_remove_member = R"(  void remove(const Place &a, const Place &b) {
    Relation<Place, Place>::remove(a, b);
    Relation<Place, Place>::remove(b, a);
  }
)";

/// A template of text with `addition` before the line `};`.
std::string extended(const char* text, const char* addition) {
  std::string result = text;
  return result.insert(result.rfind("};"), addition);
}

/// The same with what `can` and `did` need for `_`.
constexpr const char* searched_relation_template =
    R"(/// A relation: `member(group, ann)` asks whether a tuple is in it.
template <class... Places> struct Relation {
  std::set<std::tuple<Places...>> tuples;
  void add(const Places &...places) { tuples.emplace(places...); }
  bool operator()(const Places &...places) const {
    return tuples.count(std::tuple<Places...>(places...)) != 0;
  }
  /// Is there such a tuple? `std::nullopt` stands for anything.
  bool some(const std::optional<Places> &...wanted) const {
    const auto fits = [&](const Places &...places) {
      return ((!wanted || *wanted == places) && ...);
    };
    for (const std::tuple<Places...> &tuple : tuples) {
      if (std::apply(fits, tuple)) {
        return true;
      }
    }
    return false;
  }
};
)";

constexpr const char* symmetric_template = R"(/// A relation that holds in both orders or in none.
template <class Place> struct Symmetric : Relation<Place, Place> {
  bool operator()(const Place &a, const Place &b) const {
    return Relation<Place, Place>::operator()(a, b) ||
           Relation<Place, Place>::operator()(b, a);
  }
};
)";

constexpr const char* function_template = R"(/// A function: `owner(group)` is its value.
template <class Result, class... Places> struct Function {
  std::map<std::tuple<Places...>, Result> values;
  void set(const Result &value, const Places &...places) {
    values.insert_or_assign(std::tuple<Places...>(places...), value);
  }
  const Result &operator()(const Places &...places) const {
    return values.at(std::tuple<Places...>(places...));
  }
};
)";

constexpr const char* subsets_template = R"(/// All sets that can be made of these.
template <class Element>
std::vector<std::set<Element>> subsets(const std::vector<Element> &elements) {
  std::vector<std::set<Element>> result(1);
  for (const Element &element : elements) {
    for (std::size_t at = 0, end = result.size(); at < end; ++at) {
      result.push_back(result[at]);
      result.back().insert(element);
    }
  }
  return result;
}
)";

class FactsStruct {
public:
  FactsStruct(CppText& out, const System& system, const LookedAt& looked_at, const CppNames& names)
      : out_(out), system_(system), looked_at_(looked_at), names_(names) {
    relations_ = looked_at.relations;
    relations_.insert(looked_at.given_relations.begin(), looked_at.given_relations.end());
    relations_.insert(looked_at.kept.begin(), looked_at.kept.end());
    functions_ = looked_at.functions;
    functions_.insert(looked_at.given_functions.begin(), looked_at.given_functions.end());
  }

  void templates() {
    const bool searches = !looked_at_.can.empty() || !looked_at_.did.empty();
    const char* relation = searches ? searched_relation_template : relation_template;
    out_.append(removes() ? extended(relation, remove_member) : relation);
    out_.line();
    for (const auto id : relations_)
      if (system_[id].is_symmetric) {
        out_.append(removes() ? extended(symmetric_template, symmetric_remove_member) : symmetric_template);
        out_.line();
        break;
      }
    if (!functions_.empty()) {
      out_.append(function_template);
      out_.line();
    }
    for (const auto rule : looked_at_.can)
      for (const auto parameter : system_[rule].parameters)
        if (system_[parameter].is_set) {
          out_.append(subsets_template);
          out_.line();
          return;
        }
  }

  void members() {
    for (std::uint32_t index = 0; index < system_.sorts.size(); ++index) {
      const std::string head = fmt::format("std::vector<{}> {}", names_.sorts[index], names_.all_of[index]);
      if (!system_.sorts[index].is_enum) {
        out_.line(head + ";");
        continue;
      }
      std::vector<std::string> values;
      for (const auto& value : names_.values[index])
        values.push_back(names_.sorts[index] + "::" + value);
      out_.assignment(head, fmt::format("{{{}}};", fmt::join(values, ", ")));
    }
    out_.line();
    for (const auto id : relations_)
      out_.line(fmt::format("{} {};", relation_type(system_[id]), names_.relations[id.index]));
    for (const auto id : functions_)
      out_.line(fmt::format("Function<{}> {};",
                            fmt::join(types(places_of(names_, system_, system_[id].places), system_[id].result), ", "),
                            names_.functions[id.index]));
    const auto steps = [&](const std::map<RuleId, std::string>& names, const std::string& told) {
      for (const auto& [rule, name] : names) {
        out_.comment("///", told + " `" + system_[rule].name + "`.");
        out_.line(fmt::format("Relation<{}> {};", fmt::join(types(places_of(names_, system_, system_[rule]), {}), ", "),
                              name));
      }
    };
    steps(names_.can, "For whom the service would allow");
    steps(names_.did, "The last step, if it was");
  }

  void set_up() {
    if (looked_at_.given_relations.empty() && looked_at_.given_functions.empty())
      return;
    out_.line();
    out_.comment("///", "Brings the service to where the test starts.");
    out_.open("void set_up(Driver &service) const");
    for (const auto id : looked_at_.given_relations) {
      const auto places = places_of(names_, system_, system_[id].places);
      over(places, [&] {
        out_.expression("if (", primary(call(names_.relations[id.index], places)), ") {");
        out_.deepen();
        out_.line(fmt::format("service.{}({});", names_.given_relations[id.index], arguments_of(places)));
        out_.close();
      });
    }
    for (const auto id : looked_at_.given_functions) {
      const auto places = places_of(names_, system_, system_[id].places);
      over(places, [&] {
        std::vector<std::string> arguments = variables(places);
        arguments.push_back(call(names_.functions[id.index], places));
        out_.call("service." + names_.given_functions[id.index], arguments, ";");
      });
    }
    out_.close();
  }

  void ask() {
    if (!looked_at_.asks(system_))
      return;
    out_.line();
    out_.comment("///", "Asks the service about everybody in the test.");
    // Where `did` is all that a property looks at, the service has nothing to answer.
    out_.open(asks_service() ? "void ask(const Driver &service)" : "void ask(const Driver &)");
    for (const auto id : relations_)
      if (looked_at_.is_asked(system_, id))
        ask_relation(names_.relations[id.index], names_.relations[id.index],
                     places_of(names_, system_, system_[id].places));
    for (const auto id : functions_)
      if (looked_at_.is_asked(system_, id)) {
        const auto places = places_of(names_, system_, system_[id].places);
        over(places, [&] {
          std::vector<std::string> arguments = variables(places);
          arguments.insert(arguments.begin(), "service." + call(names_.functions[id.index], places));
          out_.call(names_.functions[id.index] + ".set", arguments, ";");
        });
      }
    for (const auto& [rule, name] : names_.can)
      ask_relation(name, name, places_of(names_, system_, system_[rule]));
    for (const auto& [rule, name] : names_.did)
      out_.line(name + ".tuples.clear();");
    for (const RelationId closure : looked_at_.closures(system_))
      close_over(closure);
    out_.close();
  }

  void remember() {
    for (const bool is_about_steps : {false, true}) {
      std::vector<const Memory*> memories;
      bool looks_back = false;
      for (const Memory& memory : looked_at_.memories)
        if (memory.is_about_steps == is_about_steps) {
          memories.push_back(&memory);
          looks_back = looks_back || says_was(to_remember(memory));
        }
      if (memories.empty())
        continue;
      out_.line();
      out_.comment("///", is_about_steps ? "Notes what has come of the last step, for what is asked of the past."
                                         : "Notes what is true now, for what is asked of the past.");
      out_.open(fmt::format("void {}({})", is_about_steps ? "note_step" : "note_past",
                            looks_back ? "const Facts &before" : ""));
      for (const Memory* memory : memories)
        note(*memory);
      out_.close();
    }
  }

  void differs() {
    if (!looked_at_.has_exact_tests)
      return;
    out_.line();
    out_.comment("///", "Where these are not the facts that are expected, or `nowhere`.");
    out_.open("std::string where_unlike(const Facts &expected) const");
    const auto compare = [&](const std::string& name, const std::vector<CppPlace>& places) {
      over(places, [&] {
        out_.expression("if (", equality(call(name, places), call("expected." + name, places), true), ") {");
        out_.deepen();
        CppExpression told = primary("\"" + name + (places.empty() ? "\"" : ": \""));
        told.level = CppExpression::Level::sum;
        for (std::size_t at = 0; at < places.size(); ++at) {
          const bool is_value = system_[places[at].sort].is_enum;
          if (at == 0)
            told.operands.back() = "\"" + name + ": " + places[at].variable + " = \"";
          else
            told.operands.push_back("\", " + places[at].variable + " = \"");
          told.operands.push_back(is_value ? "to_string(" + places[at].variable + ")" : places[at].variable + ".name");
        }
        if (places.empty())
          told = primary("\"" + name + "\"");
        out_.expression("return ", told, ";");
        out_.close();
      });
    };
    for (const auto id : relations_)
      if (looked_at_.is_asked(system_, id))
        compare(names_.relations[id.index], places_of(names_, system_, system_[id].places));
    for (const auto id : functions_)
      if (looked_at_.is_asked(system_, id))
        compare(names_.functions[id.index], places_of(names_, system_, system_[id].places));
    out_.line("return nowhere;");
    out_.close();
  }

private:
  bool removes() const {
    return looked_at_.has_exact_tests || std::any_of(looked_at_.memories.begin(), looked_at_.memories.end(),
                                                     [](const Memory& memory) { return memory.since != nullptr; });
  }

  void note(const Memory& memory) {
    const std::string& name = names_.relations[memory.relation.index];
    const auto places = places_of(names_, system_, system_[memory.relation].places);
    over(places, [&] {
      std::string arguments = arguments_of(places);
      if (says_was(to_remember(memory)))
        arguments += places.empty() ? "before" : ", before";
      out_.expression("if (", primary(fmt::format("{}({})", names_.remembered.at(memory.relation), arguments)), ") {");
      out_.deepen();
      out_.line(fmt::format("{}.add({});", name, arguments_of(places)));
      if (memory.since) {
        out_.close("} else {");
        out_.deepen();
        out_.line(fmt::format("{}.remove({});", name, arguments_of(places)));
      }
      out_.close();
    });
  }

  /// What one reaches over one step, and over two ways that are known.
  void close_over(RelationId closure) {
    const std::string& name = names_.relations[closure.index];
    const std::string& one_step =
        std::visit(overload{
                       [&](std::monostate) -> const std::string& { return name; },
                       [&](RelationId base) -> const std::string& { return names_.relations[base.index]; },
                       [&](DefineId base) -> const std::string& { return names_.defines[base.index]; },
                   },
                   system_[closure].closure_of);
    NameTable locals(names_.taken);
    const SortId sort = system_[closure].places[0].sort;
    const CppPlace over_place{locals.take("over"), sort, false}, from{locals.take("from"), sort, false},
        to{locals.take("to"), sort, false};
    const auto asked = [](const std::string& relation, const CppPlace& one, const CppPlace& other) {
      return call(relation, {one, other});
    };
    const auto add_where = [&](const std::string& condition) {
      out_.expression("if (", primary(condition), ") {");
      out_.deepen();
      out_.line(fmt::format("{}.add({});", name, arguments_of({from, to})));
      out_.close();
    };
    out_.line(name + ".tuples.clear();");
    over({from, to}, [&] { add_where(asked(one_step, from, to)); });
    over({over_place, from, to},
         [&] { add_where(asked(name, from, over_place) + " && " + asked(name, over_place, to)); });
  }

  bool asks_service() const {
    const auto is_asked = [&](auto id) { return looked_at_.is_asked(system_, id); };
    return !looked_at_.can.empty() || std::any_of(relations_.begin(), relations_.end(), is_asked) ||
           std::any_of(functions_.begin(), functions_.end(), is_asked);
  }

  std::vector<std::string> types(const std::vector<CppPlace>& places, std::optional<SortId> result) const {
    std::vector<std::string> all;
    if (result)
      all.push_back(names_.sorts[result->index]);
    for (const auto& place : places)
      all.push_back(value_type(names_, place.sort, place.is_set));
    return all;
  }

  std::string relation_type(const Relation& relation) const {
    if (relation.is_symmetric)
      return fmt::format("Symmetric<{}>", names_.sorts[relation.places.front().sort.index]);
    return fmt::format("Relation<{}>", fmt::join(types(places_of(names_, system_, relation.places), {}), ", "));
  }

  static std::vector<std::string> variables(const std::vector<CppPlace>& places) {
    std::vector<std::string> result;
    for (const auto& place : places)
      result.push_back(place.variable);
    return result;
  }

  static std::string call(const std::string& function, const std::vector<CppPlace>& places) {
    return function + "(" + arguments_of(places) + ")";
  }

  /// Loops over all that can stand in these places.
  template <class Body> void over(const std::vector<CppPlace>& places, const Body& body) {
    for (const auto& place : places) {
      const std::string everybody = names_.all_of[place.sort.index];
      const bool is_value = system_[place.sort].is_enum && !place.is_set;
      out_.open(fmt::format("for (const {} {}{} : {})", value_type(names_, place.sort, place.is_set),
                            is_value ? "" : "&", place.variable,
                            place.is_set ? "subsets(" + everybody + ")" : everybody));
    }
    body();
    for (std::size_t at = 0; at < places.size(); ++at)
      out_.close();
  }

  void ask_relation(const std::string& relation, const std::string& query, const std::vector<CppPlace>& places) {
    out_.line(relation + ".tuples.clear();");
    over(places, [&] {
      out_.expression("if (", primary("service." + call(query, places)), ") {");
      out_.deepen();
      out_.line(fmt::format("{}.add({});", relation, arguments_of(places)));
      out_.close();
    });
  }

  CppText& out_;
  const System& system_;
  const LookedAt& looked_at_;
  const CppNames& names_;
  std::set<RelationId> relations_;
  std::set<FunctionId> functions_;
};

} // namespace

std::vector<CppPlace> places_of(const CppNames& names, const System& system, const std::vector<Place>& places) {
  NameTable locals(names.taken);
  std::vector<CppPlace> result;
  for (const Place& place : places) {
    const std::string wanted = place.name.empty() ? cpp_variable(system[place.sort].name) : cpp_identifier(place.name);
    result.push_back({locals.take(wanted), place.sort, false});
  }
  return result;
}

std::vector<CppPlace> places_of(const CppNames& names, const System& system, const Rule& rule) {
  NameTable locals(names.taken);
  std::vector<CppPlace> result;
  for (const auto parameter : rule.parameters)
    result.push_back(
        {locals.take(cpp_identifier(system[parameter].name)), system[parameter].sort, system[parameter].is_set});
  return result;
}

std::vector<std::string> parameters_of(const System& system, const CppNames& names,
                                       const std::vector<CppPlace>& places) {
  std::vector<std::string> result;
  for (const auto& place : places)
    result.push_back(parameter(system, names, place.sort, place.is_set, place.variable));
  return result;
}

std::string arguments_of(const std::vector<CppPlace>& places) {
  std::string result;
  for (const auto& place : places)
    result += (result.empty() ? "" : ", ") + place.variable;
  return result;
}

void write_facts(CppText& out, const System& system, const LookedAt& looked_at, const CppNames& names,
                 const std::string& methods) {
  FactsStruct facts(out, system, looked_at, names);
  facts.templates();
  out.comment("///", "What is true in a test: who is there, what was given, and what the service answers about them.");
  out.open("struct Facts");
  facts.members();
  facts.set_up();
  facts.ask();
  facts.remember();
  facts.differs();
  out.append(methods);
  out.close("};");
}

} // namespace chaperone::generators::suite::cpp
