// The sets of names of a rule file, and what every stage of resolving shares.
// Covered by tests/model/resolver_test.cpp.
#pragma once

#include "model/resolve/index.hpp"
#include "model/rules/system.hpp"
#include "model/syntax/syntax.hpp"
#include "model/text/report.hpp"
#include "model/text/suggest.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

namespace chaperone::model {

/// What a name of the set that sorts, enums, relations, functions and defines share stands for.
using Symbol = std::variant<SortId, RelationId, FunctionId, DefineId>;

/// What takes arguments.
using Owner = std::variant<RelationId, FunctionId, DefineId, RuleId>;

/// Hashed look-ups. Keys are views of source text or of a System's names, which must outlive the table.
class NameTable {
public:
  std::optional<Symbol> symbol(std::string_view name) const;
  std::optional<RuleId> rule(std::string_view name) const;
  std::optional<PropertyId> property(std::string_view name) const;
  /// The value of that name in that enum, or the named individual of that sort.
  std::optional<Value> value(SortId sort, std::string_view name) const;
  /// The enums and sorts that have such a value or named individual, in the order of their declaration; empty for none.
  const std::vector<SortId>& enums_with(std::string_view name) const;

  void add(std::string_view name, Symbol symbol) { symbols_.emplace(name, symbol); }
  void add(std::string_view name, RuleId rule) { rules_.emplace(name, rule); }
  void add(std::string_view name, PropertyId property) { properties_.emplace(name, property); }
  /// False where the enum has such a value already.
  bool add_value(std::string_view name, Value value);

private:
  struct ValueKey {
    std::uint32_t sort;
    std::string_view name;
    bool operator==(const ValueKey&) const = default;
  };
  struct ValueHash {
    std::size_t operator()(const ValueKey& key) const {
      return std::hash<std::string_view>()(key.name) * 31U + key.sort;
    }
  };
  std::unordered_map<std::string_view, Symbol> symbols_;
  std::unordered_map<std::string_view, RuleId> rules_;
  std::unordered_map<std::string_view, PropertyId> properties_;
  std::unordered_map<ValueKey, Value, ValueHash> values_;
  std::unordered_map<std::string_view, std::vector<SortId>> value_sorts_;
};

/// The table of a finished System.
NameTable names_of(const System& system);

/// A system under construction, and what is known about it.
class Resolution {
public:
  Resolution(System& the_system, Report& the_report) : system(the_system), report(the_report) {}

  System& system;
  Report& report;
  NameTable names;
  std::unordered_set<std::string_view> broken_names; ///< nobody complains that these are unknown
  std::unordered_map<std::string_view, Span> dropped;
  bool is_complete = true;      ///< false where a used file could not be read: then any name may be declared there
  Index* index = nullptr;       ///< where each name is noted with what it stands for; null: nowhere
  std::map<Value, Span> values; ///< where enum values are declared; only for an index

  /// Complains about a name that is not declared; `what` is "relation or define". `candidates` is a callable that
  /// offers names to a Nearest.
  template <class Candidates>
  void complain_unknown(const syntax::Name& name, std::string_view what, Candidates candidates, std::string hint = {}) {
    if (!may_complain(name.text))
      return;
    Nearest nearest(name.text);
    // Comparing every unknown name with every declared one would cost their product.
    if (questions_left_ > 0) {
      --questions_left_;
      candidates(nearest);
    }
    add_unknown(name, what, nearest, std::move(hint));
  }

  bool may_complain(std::string_view name) const { return is_complete && !broken_names.contains(name); }

  void note(Span place, Span declared, NameKind kind, SortId sort = any_sort) {
    if (index != nullptr)
      index->occurrences.push_back({place, declared, kind, sort});
  }
  void note(Span place, Owner owner);
  void note(Span place, Symbol symbol);

  VariableId add_variable(std::string_view name, SortId sort, bool is_set);
  /// The sort of a name that stands where a sort must; complains and gives `any_sort` for anything else.
  SortId sort_named(const syntax::Name& name);
  std::string sort_name(SortId sort) const;
  /// "`member(Group, User)` is declared here".
  Note declared(RelationId relation) const;
  Note declared(FunctionId function) const;
  Note declared(DefineId define) const;
  Note declared(RuleId rule) const;
  Note declared_symbol(Symbol symbol) const;
  Note declared_owner(Owner owner) const;
  std::size_t arity(Owner owner) const;
  SortId place_sort(Owner owner, std::size_t place) const;
  /// "a relation", "an enum" …
  std::string_view kind_of(Symbol symbol) const;
  /// Of its name. Unlike a note, known before its places are.
  Span span_of(Symbol symbol) const;

private:
  void add_unknown(const syntax::Name& name, std::string_view what, const Nearest& nearest, std::string hint);

  int questions_left_ = 100;
};

} // namespace chaperone::model
