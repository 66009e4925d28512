// See completion.hpp.
#include "cli/lsp/completion.hpp"

#include "cli/lsp/completion_place.hpp"

#include "model/resolve/resolve_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <set>

namespace chaperone::cli::lsp {
namespace {

using model::any_sort;
using model::System;

/// CompletionItemKind of the protocol.
enum ItemKind {
  method_item = 2,
  function_item = 3,
  field_item = 5,
  variable_item = 6,
  class_item = 7,
  property_item = 10,
  enum_item = 13,
  keyword_item = 14,
  member_item = 20,
};

/// One reading of the rules, as tables. Sorts go by their names, since another reading has other ids.
struct Tables {
  const View* view;
  const System* system;
  model::NameTable names;
};

std::string sort_name(const System& system, model::SortId sort) {
  return sort == any_sort ? std::string() : system[sort].name;
}

std::string signature(const System& system, const std::vector<model::Place>& places) {
  std::string text;
  for (const model::Place& place : places)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", place.sort == any_sort ? "?" : system[place.sort].name);
  return fmt::format("({})", text);
}

std::string signature(const System& system, const std::vector<model::VariableId>& parameters) {
  std::string text;
  for (const model::VariableId id : parameters)
    text += fmt::format("{}{}: {}{}", text.empty() ? "" : ", ", system[id].name, system[id].is_set ? "set of " : "",
                        system[id].sort == any_sort ? "?" : system[system[id].sort].name);
  return fmt::format("({})", text);
}

class Completion {
public:
  Completion(Workspace& workspace, const std::string& path, std::uint32_t offset)
      : workspace_(workspace), view_(workspace.view(path)), good_(workspace.last_good(path)), offset_(offset),
        place_(completion_place(view_->text(own_file), offset)) {
    for (const View* view : {view_.get(), good_.get()})
      if (view != nullptr && (tables_.empty() || view != view_.get()))
        tables_.push_back({view, &view->rules.system(), model::names_of(view->rules.system())});
  }

  Json run() {
    switch (place_.wanted) {
    case Wanted::nothing:
      break;
    case Wanted::declaration:
      declaration_words();
      break;
    case Wanted::kind:
      if (place_.word == "fixed")
        words({"relation", "function"});
      else
        words({"define", "rule", "never", "always", "possible", "undoable", "scenario"});
      break;
    case Wanted::parameter:
      words({"set of"});
      sorts();
      break;
    case Wanted::sort:
      sorts();
      break;
    case Wanted::domain:
      domains();
      break;
    case Wanted::statement:
      words({"require", "add", "remove", "set", "may refuse"});
      break;
    case Wanted::item:
      words({"given", "expect", "keeps"});
      rules();
      break;
    case Wanted::relation:
      changeable();
      break;
    case Wanted::function:
      functions("", true);
      break;
    case Wanted::rule:
      rules();
      break;
    case Wanted::property:
      properties();
      break;
    case Wanted::dropped:
      dropped();
      break;
    case Wanted::formula:
      formula();
      break;
    case Wanted::term:
      term();
      break;
    case Wanted::continuation:
      continuation();
      break;
    }
    return std::move(items_);
  }

private:
  void put(std::string_view label, ItemKind kind, std::string detail = {}, const std::string& doc = {}) {
    if (!offered_.emplace(label).second)
      return;
    // What stands for something here comes before the words of the language.
    Json item{
        {"label", label},
        {"kind", kind},
        {"sortText", fmt::format("{}{}",
                                 kind == variable_item  ? 0
                                 : kind == keyword_item ? 2
                                                        : 1,
                                 label)},
        {"textEdit", {{"newText", label}, {"range", workspace_.range(*view_, {own_file, place_.begin, offset_})}}}};
    if (!detail.empty())
      item["detail"] = std::move(detail);
    if (!doc.empty())
      item["documentation"] = doc;
    items_.push_back(std::move(item));
  }

  void words(std::initializer_list<std::string_view> list) {
    for (const std::string_view word : list)
      put(word, keyword_item);
  }

  template <class Rows, class Offer> void each(Rows System::*rows, Offer offer) {
    for (const Tables& it : tables_)
      for (const auto& row : it.system->*rows)
        if (!row.name.empty())
          offer(*it.system, row);
  }

  void declaration_words() {
    words({"rule",     "never",   "always",  "possible", "undoable",    "scenario", "define", "relation",
           "function", "closure", "fixed",   "sort",     "enum",        "ordered",  "init",   "init empty",
           "assume",   "use",     "replace", "drop",     "extend rule", "system"});
  }

  void sorts() {
    each(&System::sorts, [&](const System&, const model::Sort& it) {
      put(it.name, it.is_enum ? enum_item : class_item, it.is_enum ? "enum" : "sort", it.doc);
    });
  }

  void domains() {
    for (const Binding& it : place_.bindings)
      if (it.is_set)
        put(it.name, variable_item, fmt::format("set of {}", it.domain));
    sorts();
    each(&System::relations, [&](const System& system, const model::Relation& it) {
      if (it.places.size() == 1)
        put(it.name, field_item, signature(system, it.places), it.doc);
    });
    each(&System::defines, [&](const System& system, const model::Define& it) {
      if (it.parameters.size() == 1)
        put(it.name, function_item, signature(system, it.parameters), it.doc);
    });
  }

  void relations(bool only_changeable) {
    each(&System::relations, [&](const System& system, const model::Relation& it) {
      if (!only_changeable || !it.is_fixed)
        put(it.name, field_item, signature(system, it.places), it.doc);
    });
  }

  /// After `add`, `remove`, `init empty` and `given`.
  void changeable() {
    relations(place_.declaration == "rule");
    if (place_.declaration == "scenario")
      functions("", false);
  }

  /// Those whose values are of that sort; of any where it is empty.
  void functions(const std::string& sort, bool only_changeable) {
    each(&System::functions, [&](const System& system, const model::Function& it) {
      const std::string result = sort_name(system, it.result);
      if ((sort.empty() || result == sort) && (!only_changeable || !it.is_fixed))
        put(it.name, function_item, fmt::format("{}: {}", signature(system, it.places), result), it.doc);
    });
  }

  void rules() {
    each(&System::rules, [&](const System& system, const model::Rule& it) {
      put(it.name, method_item, signature(system, it.parameters), it.doc);
    });
  }

  static const char* word_for(const model::Property& it) {
    return it.way_back ? "undoable" : it.kind == model::PropertyKind::never ? "never" : "always";
  }

  void properties() {
    each(&System::properties, [&](const System&, const model::Property& it) {
      if (it.kind != model::PropertyKind::possible)
        put(it.name, property_item, word_for(it), it.doc);
    });
  }

  /// What a used file declares by that word.
  void dropped() {
    for (const Tables& it : tables_)
      for (const model::WrittenDeclaration& written : it.view->rules.index.declarations)
        if (written.span.file != own_file && written.word == place_.word)
          put(it.view->sources().text(written.name), property_item, std::string(written.word), written.doc);
  }

  void formula() {
    variables("");
    relations(false);
    each(&System::defines, [&](const System& system, const model::Define& it) {
      put(it.name, function_item, signature(system, it.parameters), it.doc);
    });
    functions("", false);
    words({"not", "all", "some", "no", "one", "lone", "at least", "at most", "true", "false"});
    const std::string_view around = place_.declaration;
    if (around != "rule" && around != "assume" && around != "init")
      words({"can"});
    if (around == "never" || around == "always")
      words({"was", "did"});
  }

  std::string sort_of_domain(std::string_view domain) const {
    for (const Tables& it : tables_)
      if (const auto symbol = it.names.symbol(domain)) {
        std::string sort =
            std::visit(model::overload{
                           [&](model::SortId id) { return sort_name(*it.system, id); },
                           [&](model::RelationId id) {
                             const auto& places = (*it.system)[id].places;
                             return places.size() == 1 ? sort_name(*it.system, places[0].sort) : std::string();
                           },
                           [&](model::FunctionId) { return std::string(); },
                           [&](model::DefineId id) {
                             const auto& parameters = (*it.system)[id].parameters;
                             return parameters.size() == 1 ? sort_name(*it.system, (*it.system)[parameters[0]].sort)
                                                           : std::string();
                           },
                       },
                       *symbol);
        if (!sort.empty())
          return sort;
      }
    for (const Binding& it : place_.bindings)
      if (it.is_set && it.name == domain && it.domain != domain)
        return sort_of_domain(it.domain);
    return {};
  }

  /// Variables of that sort, of any where it is empty; sets where sets are wanted.
  void variables(const std::string& sort, bool are_sets = false) {
    for (const Binding& it : place_.bindings) {
      const std::string own = sort_of_domain(it.domain);
      if (it.is_set == are_sets && (sort.empty() || own.empty() || own == sort))
        put(it.name, variable_item, own);
    }
    if (place_.declaration == "scenario")
      individuals(sort);
  }

  void individuals(const std::string& sort) {
    for (const Tables& it : tables_)
      for (const model::Occurrence& name : it.view->rules.index.occurrences) {
        if (name.place.file != own_file || name.kind != model::NameKind::individual || name.place != name.declared)
          continue;
        const std::string own = sort_name(*it.system, name.sort);
        if (sort.empty() || own.empty() || own == sort)
          put(it.view->sources().text(name.place), variable_item, own);
      }
  }

  void values(const std::string& sort) {
    each(&System::sorts, [&](const System&, const model::Sort& it) {
      if (it.is_enum && (sort.empty() || it.name == sort))
        for (const std::string& value : it.names)
          put(value, member_item, it.name);
    });
  }

  struct Argument {
    std::string sort;
    bool is_set = false;
  };

  Argument argument_of(const Tables& it) const {
    const System& system = *it.system;
    const std::size_t number = place_.argument;
    const auto of_places = [&](const std::vector<model::Place>& places) {
      return Argument{number < places.size() ? sort_name(system, places[number].sort) : "", false};
    };
    const auto of_parameters = [&](const std::vector<model::VariableId>& parameters) {
      return number < parameters.size()
                 ? Argument{sort_name(system, system[parameters[number]].sort), system[parameters[number]].is_set}
                 : Argument();
    };
    if (place_.is_rule_argument)
      if (const auto rule = it.names.rule(place_.owner))
        return of_parameters(system[*rule].parameters);
    const auto symbol = it.names.symbol(place_.owner);
    if (!symbol)
      return {};
    return std::visit(model::overload{
                          [](model::SortId) { return Argument(); },
                          [&](model::RelationId id) { return of_places(system[id].places); },
                          [&](model::FunctionId id) { return of_places(system[id].places); },
                          [&](model::DefineId id) { return of_parameters(system[id].parameters); },
                      },
                      *symbol);
  }

  /// Of the other side of a comparison.
  std::string compared_sort() const {
    for (const Binding& it : place_.bindings)
      if (it.name == place_.compared)
        return sort_of_domain(it.domain);
    for (const Tables& it : tables_) {
      const auto symbol = it.names.symbol(place_.compared);
      if (symbol && std::holds_alternative<model::FunctionId>(*symbol))
        return sort_name(*it.system, (*it.system)[std::get<model::FunctionId>(*symbol)].result);
      if (const auto& enums = it.names.enums_with(place_.compared); !enums.empty())
        return sort_name(*it.system, enums.front());
      for (const model::Occurrence& name : it.view->rules.index.occurrences)
        if (name.kind == model::NameKind::individual && it.view->sources().text(name.place) == place_.compared)
          return sort_name(*it.system, name.sort);
    }
    return {};
  }

  void term() {
    Argument wanted;
    if (!place_.owner.empty())
      for (const Tables& it : tables_)
        if (wanted = argument_of(it); !wanted.sort.empty())
          break;
    if (!place_.compared.empty())
      wanted.sort = compared_sort();
    variables(wanted.sort);
    values(wanted.sort);
    functions(wanted.sort, false);
    if (place_.is_rule_argument && place_.declaration != "scenario")
      words({"_"});
  }

  void continuation() {
    words({"and", "or", "implies", "iff", "in", "not in"});
    if (place_.declaration == "rule")
      words({"where", "for", "else", "require", "add", "remove", "set", "may refuse"});
    else if (place_.declaration == "scenario") {
      words({"allowed", "refused", "given", "expect", "keeps"});
      rules();
    } else {
      declaration_words();
    }
  }

  Workspace& workspace_;
  ViewRef view_, good_;
  std::uint32_t offset_;
  CompletionPlace place_;
  std::vector<Tables> tables_;
  std::set<std::string, std::less<>> offered_;
  Json items_ = Json::array();
};

} // namespace

Json completion(Workspace& workspace, const std::string& path, std::uint32_t offset) {
  const ViewRef view = workspace.view(path);
  return view->has_text() ? Completion(workspace, path, offset).run() : Json::array();
}

} // namespace chaperone::cli::lsp
