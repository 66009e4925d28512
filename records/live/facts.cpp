// See facts.hpp.
#include "records/live/facts.hpp"

#include "model/rules/mentions.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace chaperone::live {

using namespace model;

namespace {

/// Do these terms list every place once, each by a variable of the quantifier without a guard?
bool are_all_places(const std::vector<Term>& terms, const std::vector<Binder>& binders) {
  std::set<VariableId> found;
  for (const Term& term : terms) {
    const auto* variable = std::get_if<VariableId>(&term);
    const bool is_bound = variable != nullptr && std::ranges::any_of(binders, [&](const Binder& binder) {
                            return binder.variable == *variable && !binder.guard;
                          });
    if (!is_bound || !found.insert(*variable).second)
      return false;
  }
  return true;
}

class Starts {
public:
  explicit Starts(const System& system) : system_(system) {
    made_.relations.assign(system.relations.size(), Start::Relation::unknown);
    made_.functions.assign(system.functions.size(), nobody);
    for (std::size_t i = 0; i < system.relations.size(); ++i)
      if (system.relations[i].upkeep != Upkeep::rules)
        made_.relations[i] = Start::Relation::empty;
  }

  Start read() {
    for (const Constraint& init : system_.inits) {
      if (init.empty_relation)
        made_.relations[init.empty_relation->index] = Start::Relation::empty;
      else
        read(init.formula, {}, true);
    }
    for (const Constraint& assumption : system_.assumptions)
      read(assumption.formula, {}, true);
    return std::move(made_);
  }

private:
  void read(const Formula& formula, const std::vector<Binder>& binders, bool is_so) {
    if (const auto* negated = std::get_if<Not>(&formula->kind))
      read(negated->body, binders, !is_so);
    if (const auto* both = std::get_if<And>(&formula->kind); both != nullptr && is_so)
      for (const Formula& part : both->parts)
        read(part, binders, true);
    if (const auto* any = std::get_if<Or>(&formula->kind); any != nullptr && !is_so)
      for (const Formula& part : any->parts)
        read(part, binders, false);
    if (const auto* quantified = std::get_if<Quantified>(&formula->kind))
      read(*quantified, binders, is_so);
    if (const auto* atom = std::get_if<Atom>(&formula->kind))
      if (are_all_places(atom->args, binders) && system_[atom->relation].upkeep == Upkeep::rules)
        made_.relations[atom->relation.index] = is_so ? Start::Relation::full : Start::Relation::empty;
    if (const auto* equal = std::get_if<Equal>(&formula->kind); equal != nullptr && is_so) {
      read(equal->left, equal->right, binders);
      read(equal->right, equal->left, binders);
    }
  }

  void read(const Quantified& it, std::vector<Binder> binders, bool is_so) {
    const bool denies = it.kind == Quantifier::no || it.kind == Quantifier::some;
    const bool is_of_all = it.kind == Quantifier::all ? is_so : denies && (it.kind == Quantifier::no) == is_so;
    if (!is_of_all)
      return;
    binders.insert(binders.end(), it.binders.begin(), it.binders.end());
    // `no x: r | true` is how `init empty r` reads too.
    const auto* constant = std::get_if<Constant>(&it.body->kind);
    if (denies && constant != nullptr && constant->value && it.binders.size() == 1 && it.binders[0].guard)
      read(it.binders[0].guard, {{it.binders[0].variable, nullptr}}, false);
    read(it.body, binders, !denies);
  }

  void read(const Term& left, const Term& right, const std::vector<Binder>& binders) {
    const auto* application = std::get_if<std::shared_ptr<const Application>>(&left);
    if (application == nullptr || !are_all_places((*application)->args, binders))
      return;
    const std::uint32_t function = (*application)->function.index;
    if (const auto* value = std::get_if<Value>(&right))
      made_.functions[function] = value->index;
    if (const auto* other = std::get_if<std::shared_ptr<const Application>>(&right))
      if (const std::optional<Number> number = named((*other)->function))
        made_.functions[function] = *number;
  }

  /// The number of an individual of `with`: they come first.
  std::optional<Number> named(FunctionId function) const {
    const auto& individuals = system_[system_[function].result].individuals;
    const auto found = std::ranges::find(individuals, function);
    if (found == individuals.end())
      return std::nullopt;
    return static_cast<Number>(found - individuals.begin());
  }

  const System& system_;
  Start made_;
};

} // namespace

Start start_of(const System& system) {
  return Starts(system).read();
}

Facts::Facts(const System& system, const Start& start)
    : system_(&system), exceptions_(system.relations.size()), unknown_relations_(system.relations.size()),
      unknown_functions_(system.functions.size()), loose_functions_(system.functions.size()),
      usual_values_(start.functions) {
  for (const Relation& relation : system.relations) {
    const auto width = static_cast<std::uint32_t>(relation.places.size());
    relations_.emplace_back(width, width);
  }
  for (const Function& function : system.functions) {
    const auto places = static_cast<std::uint32_t>(function.places.size());
    functions_.emplace_back(places + 1, places);
  }
  for (const Sort& sort : system.sorts)
    for (std::uint32_t i = 0; i < sort.individuals.size(); ++i)
      functions_[sort.individuals[i].index].insert(&i);
  std::set<Symbol> loose;
  for (std::uint32_t i = 0; i < start.relations.size(); ++i)
    if (start.relations[i] == Start::Relation::unknown) {
      const std::vector<Number> anybody(system.relations[i].places.size(), nobody);
      unknown_relations_[i].add(anybody);
      note_somebody(system.relations[i].places, anybody);
      loose.insert(RelationId{i});
    }
  for (std::uint32_t i = 0; i < usual_values_.size(); ++i)
    if (usual_values_[i] == nobody && !system.functions[i].is_individual)
      loose.insert(FunctionId{i});
  loosen(loose);
}

Symbol changed_by(const Update& update) {
  return std::visit(overload{[](const AddTuple& it) { return Symbol(it.relation); },
                             [](const RemoveTuple& it) { return Symbol(it.relation); },
                             [](const SetValue& it) { return Symbol(it.function); }},
                    update);
}

bool Facts::loosen(const std::set<Symbol>& symbols) {
  bool is_new = false;
  for (const Symbol& symbol : symbols)
    std::visit(overload{[&](RelationId it) {
                          if (!is_loose(it)) {
                            exceptions_[it.index] = relations_[it.index].emptied();
                            is_new = true;
                          }
                        },
                        [&](FunctionId it) {
                          is_new = is_new || !is_loose(it);
                          loose_functions_[it.index] = true;
                        }},
               symbol);
  if (is_new)
    loosen(made_of_loose());
  return is_new;
}

// What an effect makes of unknown facts is unknown as well.
std::set<Symbol> Facts::made_of_loose() const {
  std::set<Symbol> made;
  const auto reads_loose = [&](const Mentions& mentions) {
    return std::ranges::any_of(mentions.relations, [&](RelationId each) { return is_loose(each); }) ||
           std::ranges::any_of(mentions.functions, [&](FunctionId each) { return is_loose(each); });
  };
  for (std::uint32_t i = 0; i < system_->relations.size(); ++i) {
    Mentions base;
    if (const auto* relation = std::get_if<RelationId>(&system_->relations[i].closure_of))
      base.relations.insert(*relation);
    if (const auto* define = std::get_if<DefineId>(&system_->relations[i].closure_of))
      collect_mentions(*system_, (*system_)[*define].body, base);
    if (reads_loose(base))
      made.insert(RelationId{i});
  }
  for (const Rule& rule : system_->rules)
    for (const Effect& effect : rule.effects) {
      Mentions shared;
      collect_mentions(*system_, effect.binders, shared);
      if (effect.where)
        collect_mentions(*system_, effect.where, shared);
      for (const Update& update : effect.updates) {
        Mentions own = shared;
        std::visit(
            [&](const auto& it) {
              std::ranges::for_each(it.args, [&](const Term& term) { collect_mentions(term, own); });
            },
            update);
        if (const auto* value = std::get_if<SetValue>(&update))
          collect_mentions(value->value, own);
        if (reads_loose(own))
          made.insert(changed_by(update));
      }
    }
  return made;
}

std::uint32_t Facts::index_over(RelationId relation, Columns columns) {
  if (auto& exceptions = exceptions_[relation.index])
    exceptions->index_over(columns);
  return relations_[relation.index].index_over(columns);
}

std::uint32_t Facts::index_over(FunctionId function, Columns columns) {
  return functions_[function.index].index_over(columns);
}

Truth Facts::truth(RelationId relation, const Number* args) const {
  if (relations_[relation.index].has(args))
    return Truth::yes;
  const auto& exceptions = exceptions_[relation.index];
  if (!exceptions)
    return Truth::no;
  const bool is_unknown = unknown_relations_[relation.index].has(args) != exceptions->has(args);
  return is_unknown ? Truth::unknown : Truth::no;
}

Number Facts::value(FunctionId function, const Number* args) const {
  const Table& table = functions_[function.index];
  const Row row = table.find(args);
  return row == no_row ? usual(function, args) : table[row][table.width() - 1];
}

Truth Facts::put(RelationId relation, const Number* args, Truth truth) {
  const Truth was = this->truth(relation, args);
  if (was == truth)
    return was;
  Table& table = relations_[relation.index];
  if (truth == Truth::yes)
    table.insert(args);
  else
    table.erase(args);
  if (auto& exceptions = exceptions_[relation.index]) {
    if (truth == Truth::yes || truth == usual(relation, args))
      exceptions->erase(args);
    else
      exceptions->insert(args);
  }
  return was;
}

Number Facts::set(FunctionId function, const Number* args, Number value) {
  const Number was = this->value(function, args);
  if (was == value)
    return was;
  Table& table = functions_[function.index];
  std::array<Number, most_columns + 1> row{};
  std::copy_n(args, table.width() - 1, row.begin());
  row[table.width() - 1] = value;
  table.erase(args);
  if (value != usual(function, args))
    table.insert(row.data());
  return was;
}

namespace {

/// The columns that a pattern gives, and their values.
std::pair<Columns, std::vector<Number>> given(const std::vector<Number>& pattern) {
  std::pair<Columns, std::vector<Number>> made{0, {}};
  for (std::uint32_t i = 0; i < pattern.size(); ++i)
    if (pattern[i] != nobody) {
      made.first |= Columns{1} << i;
      made.second.push_back(pattern[i]);
    }
  return made;
}

} // namespace

Facts::Rows Facts::rows_like(RelationId relation, const std::vector<Number>& pattern) {
  const auto [columns, key] = given(pattern);
  return relations_[relation.index].rows(index_over(relation, columns), key.data());
}

void Facts::note_somebody(const std::vector<Place>& places, const std::vector<Number>& pattern) {
  for (std::size_t i = 0; i < places.size(); ++i)
    if (pattern[i] == nobody && !(*system_)[places[i].sort].is_enum)
      sorts_of_somebody_.insert(places[i].sort);
}

Facts::Rows Facts::forget(RelationId relation, const std::vector<Number>& pattern) {
  const auto [columns, key] = given(pattern);
  Table& exceptions = *exceptions_[relation.index];
  Rows gone = exceptions.rows(index_over(relation, columns), key.data());
  for (const std::vector<Number>& row : gone)
    exceptions.erase(row.data());
  unknown_relations_[relation.index].add(pattern);
  note_somebody((*system_)[relation].places, pattern);
  return gone;
}

Facts::Rows Facts::forget(FunctionId function, const std::vector<Number>& pattern, Number value) {
  const auto [columns, key] = given(pattern);
  Table& table = functions_[function.index];
  Rows gone = table.rows(table.index_over(columns), key.data());
  std::erase_if(gone, [&](const std::vector<Number>& row) { return row.back() == value && value != nobody; });
  for (const std::vector<Number>& row : gone)
    table.erase(row.data());
  unknown_functions_[function.index].add(pattern);
  note_somebody((*system_)[function].places, pattern);
  return gone;
}

} // namespace chaperone::live
