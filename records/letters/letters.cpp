#include "records/letters/letters.hpp"

#include "model/resolve/front_end.hpp"
#include "model/rules/substitution.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <kainjow/mustache.hpp>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

namespace chaperone::records {
namespace {

namespace mustache = kainjow::mustache;

struct Addressed {
  model::VariableId variable;
  model::Formula formula; ///< over the variable and the leading ones of the promise
};

/// `p: User | φ` read with the leading variables of the promise in scope; or the first mistake, as it is shown.
std::variant<Addressed, std::string> read_to(model::System& system, const PromiseAudit& promise,
                                             const std::string& to) {
  std::string binders;
  for (std::size_t i = 0; i < promise.leading.size(); ++i)
    binders +=
        fmt::format("{}{}: {}", i == 0 ? "" : ", ", promise.names[i], system[system[promise.leading[i]].sort].name);
  const std::string whole =
      binders.empty() ? fmt::format("some {}", to) : fmt::format("some {} | some {}", binders, to);
  model::LoadedFormulas loaded = model::load_formulas(system, {{"--to", whole}});
  if (!loaded.system)
    return loaded.diagnostics.front().message;
  system = std::move(*loaded.system);
  const model::Formula all = loaded.formulas.front();
  const auto* it = std::get_if<model::Quantified>(&all->kind);
  std::map<model::VariableId, model::Term> leading;
  if (!binders.empty()) {
    for (std::size_t i = 0; i < promise.leading.size(); ++i)
      leading.emplace(it->binders[i].variable, promise.leading[i]);
    it = std::get_if<model::Quantified>(&it->body->kind);
  }
  if (it == nullptr || it->kind != model::Quantifier::some || it->binders.size() != 1)
    return std::string("one variable, `|` and a formula are needed, such as `p: User | parent(p, kid)`");
  std::vector<model::Formula> parts;
  if (it->binders.front().guard)
    parts.push_back(it->binders.front().guard);
  parts.push_back(it->body);
  return Addressed{it->binders.front().variable,
                   model::with_terms(model::conjunction(std::move(parts)), {leading, {}, {}, {}})};
}

/// The first name in the template that a letter does not have.
std::optional<std::string> unknown_name(const std::string& text, const std::set<std::string>& known) {
  for (std::size_t at = 0; (at = text.find("{{", at)) != std::string::npos;) {
    const std::size_t end = text.find("}}", at);
    if (end == std::string::npos)
      return std::nullopt; // said by the parser
    std::string name = text.substr(at + 2, end - at - 2);
    at = end + 2;
    const auto begin = name.find_first_not_of("#^/&{ \t");
    if (begin == std::string::npos || name[0] == '!')
      continue;
    name = name.substr(begin, name.find_last_not_of(" \t}") - begin + 1);
    if (!known.contains(name))
      return name;
  }
  return std::nullopt;
}

/// Fit for any file system; different names stay different.
std::string as_file_name(const std::string& name) {
  std::string made = name.empty() ? "%" : "";
  for (const char c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || (c == '.' && !made.empty()))
      made += c;
    else
      made += fmt::format("%{:02x}", static_cast<unsigned char>(c));
  constexpr std::size_t longest = 200;
  if (made.size() > longest)
    made = fmt::format("{}%{:x}", made.substr(0, longest), std::hash<std::string>{}(name));
  return made;
}

} // namespace

std::variant<std::vector<Letter>, std::string> letters(const AuditReport& report, const std::string& to,
                                                       const std::string& name, const std::string& text) {
  mustache::mustache parsed(text);
  if (!parsed.is_valid())
    return fmt::format("{}: {}", name, parsed.error_message());
  parsed.set_custom_escape([](const std::string& it) { return model::visible(it); });
  std::map<Person, std::vector<std::pair<const PromiseAudit*, Case>>> by_addressee;
  std::set<std::string> known{"count", "cases", "promise", "sentence", "number", "last"};
  std::string mistake, variable;
  bool is_read = false;
  for (const PromiseAudit& promise : report.audit->promises) {
    if (promise.not_judged)
      continue;
    model::System system = report.system();
    const auto read = read_to(system, promise, to);
    if (const auto* wrong = std::get_if<std::string>(&read)) {
      if (mistake.empty())
        mistake = *wrong;
      continue;
    }
    is_read = true;
    const auto& [person, formula] = std::get<Addressed>(read);
    variable = system[person].name;
    known.insert(variable);
    known.insert(promise.names.begin(), promise.names.end());
    if (promise.broken.count == 0)
      continue;
    const model::SortId sort = system[person].sort;
    const FactTable rows = with_somebody(*report.store, system, promise, person, formula);
    for (std::size_t row = 0; row < rows.count(); ++row) {
      const auto tuple = rows.tuples().subspan(row * rows.arity(), rows.arity());
      Case it;
      for (std::size_t i = 0; i < promise.leading.size(); ++i)
        it.people.push_back({report.system()[promise.leading[i]].sort, tuple[i]});
      by_addressee[{sort, tuple.back()}].emplace_back(&promise, std::move(it));
    }
  }
  if (!is_read)
    return fmt::format("--to: {}", mistake.empty() ? "no promise was judged" : mistake);
  if (const auto unknown = unknown_name(text, known))
    return fmt::format("{}: there is no `{}`: a letter has {}", name, model::visible(*unknown), fmt::join(known, ", "));
  Naming names(*report.store, report.has_pseudonyms);
  std::string ending = std::filesystem::path(name).extension();
  if (ending == ".mustache")
    ending = std::filesystem::path(name).stem().extension();
  std::vector<Letter> made;
  for (const auto& [person, cases] : by_addressee) {
    mustache::data view{mustache::data::type::object}, list{mustache::data::type::list};
    view.set(variable, names(person));
    view.set("count", std::to_string(cases.size()));
    for (const auto& [promise, it] : cases) {
      mustache::data one{mustache::data::type::object};
      for (std::size_t i = 0; i < it.people.size(); ++i)
        one.set(promise->names[i], names(it.people[i]));
      one.set("promise", report.system()[promise->property].name);
      one.set("sentence", sentence_of(report, *promise, it, names));
      one.set("number", std::to_string(list.list_value().size() + 1));
      one.set("last", list.list_value().size() + 1 == cases.size());
      list.push_back(one);
    }
    view.set("cases", list);
    made.push_back({as_file_name(names(person)) + ending, parsed.render(view)});
  }
  return made;
}

} // namespace chaperone::records
