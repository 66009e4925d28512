// Mustache itself is kainjow's; here is what it is given, and what may be wrong with a template.
#include "generators/suite/templates/template.hpp"

#include "generators/suite/cpp/cpp_names.hpp"
#include "generators/suite/data/data_suites.hpp"
#include "generators/suite/script/script_language.hpp"
#include "model/text/suggest.hpp"

#include <fmt/format.h>
#include <kainjow/mustache.hpp>
#include <nlohmann/json.hpp>

#include <cctype>
#include <charconv>
#include <functional>
#include <set>

namespace chaperone::generators::suite::templates {

namespace {

using kainjow::mustache::data;
using Json = nlohmann::ordered_json;

/// A list of objects, each of which knows whether it is the last: that is how templates write commas.
template <class Items, class Describe> data list_of(const Items& items, const Describe& describe) {
  data result{data::type::list};
  std::size_t number = 0;
  for (const auto& item : items.items()) {
    data each{data::type::object};
    describe(each, item);
    each.set("number", std::to_string(++number));
    each.set("last", number == items.size());
    result.push_back(each);
  }
  return result;
}

data names(const Json& all, const char* called = "name") {
  return list_of(all,
                 [&](data& each, const auto& item) { each.set(called, item.value().template get<std::string>()); });
}

/// Facts as every JSON of ours has them: ["member", "Group1", "Ann"], ["owner", "Group1", "=", "Ann"].
data facts(const Json& all) {
  return list_of(all, [](data& each, const auto& item) {
    Json words = item.value();
    each.set("symbol", words.front().template get<std::string>());
    words.erase(words.begin());
    const bool is_function = words.size() >= 2 && words[words.size() - 2] == "=";
    each.set("is_function", is_function);
    if (is_function) {
      each.set("value", words.back().template get<std::string>());
      words.erase(words.end() - 2, words.end());
    }
    each.set("args", names(words));
  });
}

data arguments(const Json& all) {
  return list_of(all, [](data& each, const auto& item) {
    each.set("parameter", item.key());
    each.set("is_set", item.value().is_array());
    if (item.value().is_array())
      each.set("members", names(item.value()));
    else
      each.set("individual", item.value().template get<std::string>());
  });
}

data steps(const Json& all) {
  return list_of(all, [](data& each, const auto& item) {
    const Json& step = item.value();
    const std::string expected = step.value("expect", "");
    each.set("rule", step["rule"].template get<std::string>());
    each.set("args", arguments(step["args"]));
    each.set("allowed", expected == "allowed");
    each.set("refused", expected == "refused");
    each.set("open", expected.empty());
    each.set("may_be_refused", step.contains("may_be_refused"));
    each.set("goes_on", step.value("goes_on", ""));
    each.set("told", step["told"].template get<std::string>());
    each.set("why", step.value("why", ""));
    each.set("now", facts(step["now"]));
    each.set("no_longer", facts(step["no_longer"]));
  });
}

data formulas(const Json& all) {
  return list_of(all, [](data& each, const auto& item) {
    const Json& it = item.value();
    if (it.contains("name"))
      each.set("name", it["name"].template get<std::string>());
    if (it.contains("after_step"))
      each.set("after_step", std::to_string(it["after_step"].template get<int>()));
    each.set("formula", it["formula"].template get<std::string>());
  });
}

data tests(const Json& all) {
  return list_of(all, [](data& each, const auto& item) {
    const Json& test = item.value();
    each.set("name", test["name"].template get<std::string>());
    each.set("title", test["title"].template get<std::string>());
    each.set("story", names(test["story"], "sentence"));
    each.set("exact", test["exact"].template get<bool>());
    each.set("population", list_of(test["population"], [](data& sort, const auto& people) {
               sort.set("sort", people.key());
               sort.set("individuals", names(people.value()));
             }));
    each.set("given", facts(test["given"]));
    each.set("steps", steps(test["steps"]));
    each.set("expects", formulas(test["expects"]));
    each.set("keeps", formulas(test["keeps"]));
  });
}

/// Relations, functions and rules: everything about a symbol of the rules.
data symbols(const Json& all) {
  return list_of(all, [](data& each, const auto& item) {
    const Json& it = item.value();
    each.set("name", item.key());
    each.set("fixed", it.value("fixed", false));
    each.set("symmetric", it.value("symmetric", false));
    if (it.contains("result"))
      each.set("result", it["result"].template get<std::string>());
    if (it.contains("places"))
      each.set("places", names(it["places"]));
    if (it.contains("parameters"))
      each.set("parameters", list_of(it["parameters"], [](data& parameter, const auto& described) {
                 parameter.set("name", described.value()["name"].template get<std::string>());
                 parameter.set("sort", described.value()["sort"].template get<std::string>());
               }));
  });
}

data signature(const Json& all) {
  data result{data::type::object};
  result.set("sorts", names(all["sorts"]));
  result.set("enums", list_of(all["enums"], [](data& each, const auto& item) {
               each.set("name", item.key());
               each.set("values", names(item.value()));
             }));
  for (const char* kind : {"relations", "functions", "rules"})
    result.set(kind, symbols(all[kind]));
  return result;
}

std::string in_camel_case(const std::string& text, bool starts_large) {
  std::string result;
  bool starts_word = starts_large;
  for (const char c : cpp::cpp_variable(text)) {
    if (c != '_')
      result += starts_word ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    starts_word = c == '_';
  }
  return result;
}

/// Sections that change what stands in them.
void add_spellings(data& view) {
  const auto add = [&](const char* name, std::function<std::string(const std::string&)> change) {
    view.set(name, kainjow::mustache::lambda2{[change = std::move(change)](const std::string& text,
                                                                           const kainjow::mustache::renderer& render) {
               return change(render(text));
             }});
  };
  add("quoted", quoted);
  add("snake_case", [](const std::string& text) { return cpp::cpp_variable(text); });
  add("camel_case", [](const std::string& text) { return in_camel_case(text, false); });
  add("pascal_case", [](const std::string& text) { return in_camel_case(text, true); });
}

data view_of(const TestSuite& suite) {
  const Json document = suite::data::suite_json(suite);
  data view{data::type::object};
  for (const char* word : {"chaperone", "system", "rules"})
    view.set(word, document[word].get<std::string>());
  view.set("signature", signature(document["signature"]));
  view.set("tests", tests(document["tests"]));
  add_spellings(view);
  return view;
}

const std::set<std::string_view>& known_names() {
  static const std::set<std::string_view> known{
      "after_step",  "allowed",     "args",       "camel_case", "chaperone", "enums",          "exact",
      "expects",     "fixed",       "formula",    "functions",  "given",     "goes_on",        "individual",
      "individuals", "is_function", "is_set",     "keeps",      "last",      "may_be_refused", "members",
      "name",        "no_longer",   "now",        "number",     "open",      "parameter",      "parameters",
      "pascal_case", "places",      "population", "quoted",     "refused",   "relations",      "result",
      "rule",        "rules",       "signature",  "snake_case", "sort",      "sorts",          "steps",
      "story",       "symbol",      "symmetric",  "system",     "tests",     "title",          "told",
      "value",       "values",      "why"};
  return known;
}

/// Misspelt names would be nothing to Mustache, and a suite without tests green. A template that changes the
/// delimiters is on its own.
std::vector<model::Diagnostic> unknown_names(const std::string& text, model::FileId file) {
  std::vector<model::Diagnostic> result;
  if (text.find("{{=") != std::string::npos)
    return result;
  for (std::size_t at = text.find("{{"); at != std::string::npos; at = text.find("{{", at)) {
    at += 2;
    const std::size_t end = text.find("}}", at);
    if (end == std::string::npos || text[at] == '!')
      continue;
    const std::size_t begin = text.find_first_not_of("#^/&{ ", at);
    const std::string name = text.substr(begin, text.find_first_of(" }", begin) - begin);
    if (name == "." || known_names().contains(name))
      continue;
    model::Nearest nearest(name);
    for (const std::string_view known : known_names())
      nearest.offer(known);
    const auto place = static_cast<std::uint32_t>(begin);
    result.push_back({.code = "unknown_name",
                      .span = {file, place, place + static_cast<std::uint32_t>(name.size())},
                      .message = fmt::format("no suite has a `{}`", name),
                      .label = "not known",
                      .hint = nearest.question(),
                      .notes = {}});
  }
  return result;
}

/// `Unclosed section "tests" at 12` has its place at its end.
model::Diagnostic not_well_formed(std::string what, model::FileId file) {
  std::uint32_t place = 0;
  const std::size_t number = what.rfind(" at ");
  if (number != std::string::npos) {
    std::from_chars(what.data() + number + 4, what.data() + what.size(), place);
    what.erase(number);
  }
  if (!what.empty())
    what[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(what[0])));
  return {.code = "syntax",
          .span = {file, place, place + 2},
          .message = "the template is not well formed: " + what,
          .label = "",
          .hint = "",
          .notes = {}};
}

} // namespace

Rendered render_template(const TestSuite& suite, const model::SourceSet& sources, model::FileId template_file) {
  const std::string& text = sources.file(template_file).text();
  kainjow::mustache::mustache parsed(text);
  if (!parsed.is_valid())
    return {"", {not_well_formed(parsed.error_message(), template_file)}};
  if (auto unknown = unknown_names(text, template_file); !unknown.empty())
    return {"", std::move(unknown)};
  parsed.set_custom_escape([](const std::string& value) { return value; });
  std::string result = parsed.render(view_of(suite));
  if (!parsed.is_valid())
    return {"", {not_well_formed(parsed.error_message(), template_file)}};
  return {std::move(result), {}};
}

} // namespace chaperone::generators::suite::templates
