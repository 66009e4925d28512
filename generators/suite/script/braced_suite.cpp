// See braced_suite.hpp.
#include "generators/suite/script/braced_suite.hpp"

#include <fmt/format.h>

namespace chaperone::generators::suite::script {

using namespace model;

namespace {

std::string with(const std::string& first, const std::vector<std::string>& others) {
  return first + (others.empty() ? "" : ", ") + joined(others);
}

} // namespace

std::string BracedSuite::in_comment(const std::string& text) const {
  return for_comment(text);
}

void BracedSuite::doc(const std::string& text) {
  out_.line("/** " + in_comment(text) + " */");
}

std::string BracedSuite::type_of(const ScriptPlace& place) const {
  return place.is_set ? set_type(sort_name(place.sort)) : sort_name(place.sort);
}

std::string BracedSuite::parameters(const std::vector<ScriptPlace>& places) const {
  std::vector<std::string> result;
  for (const ScriptPlace& place : places)
    result.push_back(parameter(place.name, type_of(place)));
  return joined(result);
}

std::string BracedSuite::result_of(const ScriptCall& call) const {
  switch (call.gives) {
  case ScriptCall::Gives::outcome:
    return "Outcome";
  case ScriptCall::Gives::truth:
    return "boolean";
  case ScriptCall::Gives::value:
    return sort_name(*call.result);
  case ScriptCall::Gives::nothing:
    break;
  }
  return "void";
}

void BracedSuite::write_calls() {
  for (const ScriptCall& call : service_.calls) {
    out_.line();
    doc(call.about);
    const std::string name = call.is_needed ? call.name : call.name + when_left_out();
    const std::string head = method(answer(result_of(call)), name, parameters(call.parameters));
    out_.line(call.is_needed ? head + ";" : left_out(head, result_of(call)));
  }
}

void BracedSuite::write_methods() {
  write_copy();
  write_set_up();
  write_ask();
  for (const bool about_steps : {false, true})
    if (service_.remembers(about_steps))
      write_remember(about_steps);
  write_told();
  out_.line(heads().story);
  write_predicates();
}

void BracedSuite::write_copy() {
  out_.line();
  out_.open(heads().copy + " {");
  std::vector<std::string> everybody;
  for (const std::string& all : names_.all_of)
    everybody.push_back("this." + all);
  out_.line(constant("result", fmt::format("new Facts({})", joined(everybody))));
  for (const ScriptTable* table : service_.tables())
    out_.line(fmt::format("result.{0}.add(this.{0});", table->name));
  out_.line("return result;");
  out_.close("}");
}

/// Loops over all that can stand in these places, around the lines that `body` writes.
template <class Body> void BracedSuite::over(const std::vector<ScriptPlace>& places, const Body& body) {
  for (const ScriptPlace& place : places) {
    const std::string everybody = "this." + names_.all_of[place.sort.index];
    out_.open(loop(type_of(place), place.name, place.is_set ? language_.subsets(everybody) : everybody) + " {");
  }
  body(variables(places));
  for (std::size_t i = 0; i < places.size(); ++i)
    out_.close("}");
}

void BracedSuite::write_set_up() {
  out_.line();
  doc("Brings the service to where the test starts.");
  out_.open(heads().set_up + " {");
  for (const ScriptTable* table : service_.tables()) {
    if (table->given.empty())
      continue;
    over(table->places, [&](std::vector<std::string> args) {
      if (table->result) {
        args.push_back(language_.value_of("this", table->name, args));
        out_.line(awaited(language_.call("service", table->given, args)) + ";");
        return;
      }
      out_.open(fmt::format("if ({}) {{", language_.holds("this", table->name, args)));
      out_.line(awaited(language_.call("service", table->given, args)) + ";");
      out_.close("}");
    });
  }
  out_.close("}");
}

void BracedSuite::write_ask() {
  out_.line();
  doc("Asks the service about everybody in the test.");
  out_.open(heads().ask + " {");
  for (const ScriptTable* table : service_.tables()) {
    if (table->is_last_step)
      out_.line(fmt::format("this.{}.clear();", table->name));
    if (table->asked.empty())
      continue;
    if (!table->result)
      out_.line(fmt::format("this.{}.clear();", table->name));
    over(table->places, [&](const std::vector<std::string>& args) {
      const std::string answer = awaited(language_.call("service", table->asked, args));
      if (table->result) {
        set("this", *table, args, answer);
        return;
      }
      out_.open(fmt::format("if ({}) {{", answer));
      put("this", *table, args, true);
      out_.close("}");
    });
  }
  for (const ScriptClosure& closure : service_.closures)
    write_closure(closure);
  out_.close("}");
}

/// What one reaches over one step, and over two ways that are known.
void BracedSuite::write_closure(const ScriptClosure& closure) {
  const ScriptTable& table = *closure.table;
  const SortId sort = table.places[0].sort;
  const ScriptPlace over_place{"over", sort}, from{"start", sort}, to{"end", sort};
  const auto put_where = [&](const std::string& condition) {
    out_.open(fmt::format("if ({}) {{", condition));
    put("this", table, {from.name, to.name}, true);
    out_.close("}");
  };
  out_.line(fmt::format("this.{}.clear();", table.name));
  over({from, to}, [&](const auto&) { put_where(one_step(closure, from.name, to.name)); });
  over({over_place, from, to}, [&](const auto&) {
    put_where(language_.conjunction(language_.holds("this", table.name, {from.name, over_place.name}),
                                    language_.holds("this", table.name, {over_place.name, to.name})));
  });
}

void BracedSuite::write_remember(bool about_steps) {
  out_.line();
  doc(about_steps ? "Notes what has come of the last step, for what is asked of the past."
                  : "Notes what is true now, for what is asked of the past.");
  out_.open((about_steps ? heads().remember_step : heads().remember) + " {");
  for (const ScriptMemory& it : service_.memories)
    if (it.is_about_steps == about_steps)
      over(it.table->places, [&](const std::vector<std::string>& args) {
        std::vector<std::string> asked = args;
        if (it.looks_back)
          asked.emplace_back("before");
        out_.line(
            fmt::format("this.{}.put({});", it.table->name, with(language_.call("this", it.predicate, asked), args)));
      });
  out_.close("}");
}

/// What could be done, or was, is no part of a state.
void BracedSuite::write_told() {
  out_.line();
  doc("What tells these facts from others.");
  out_.open(heads().told + " {");
  out_.line(heads().told_nothing);
  for (const ScriptTable* table : service_.tables())
    if (!table->symbol.empty())
      out_.line(told_line(quoted(table->symbol), table->name));
  out_.line("return result;");
  out_.close("}");
}

void BracedSuite::write_predicate(const ScriptPredicate& it, const std::string& result) {
  out_.line();
  doc(it.about);
  std::string taken = parameters(it.parameters);
  if (it.looks_back)
    taken += (taken.empty() ? "" : ", ") + parameter("before", "Facts");
  out_.open(method("boolean", it.name, taken) + " {");
  out_.line("return " + result + ";");
  out_.close("}");
}

void BracedSuite::copy_facts(const std::string& name) {
  out_.line(constant(name, "now.copy()"));
}
void BracedSuite::put(const std::string& facts, const ScriptTable& table, const std::vector<std::string>& args,
                      bool holds) {
  out_.line(fmt::format("{}.{}.put({});", facts, table.name, with(language_.truth(holds), args)));
}
void BracedSuite::set(const std::string& facts, const ScriptTable& table, const std::vector<std::string>& args,
                      const std::string& value) {
  out_.line(fmt::format("{}.{}.set({});", facts, table.name, with(value, args)));
}
void BracedSuite::set_up() {
  out_.line(constant("service", awaited("makeDriver()")));
  out_.line(awaited("now.setUp(service)") + ";");
}
void BracedSuite::take(const std::string& step, const std::string& told, const std::string& rule,
                       const std::vector<std::string>& args) {
  out_.line(
      constant(step, fmt::format("now.took({}, {})", quoted(told), awaited(language_.call("service", rule, args)))));
}
void BracedSuite::open_if(const std::string& step, Outcome outcome) {
  out_.open(fmt::format("if ({}{}) {{", outcome == Outcome::allowed ? "" : "!", is_allowed(step)));
}
void BracedSuite::remember(bool about_steps, const std::string& before) {
  out_.line(fmt::format("now.{}({});", about_steps ? "noteStep" : "notePast", before));
}
void BracedSuite::ask() {
  out_.line(awaited("now.ask(service)") + ";");
}

} // namespace chaperone::generators::suite::script
