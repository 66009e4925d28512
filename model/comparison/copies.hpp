// The symbols of two rule files as those of one system: what both change alike is kept
// once, the rest once for each side. Covered by tests/model/comparison_test.cpp.
#pragma once

#include "model/comparison/matching.hpp"
#include "model/rules/system.hpp"
#include "model/steps/transplant.hpp"

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace chaperone::model::comparison {

/// The combined symbols. Ids of `after` stay what they are; those that only `before` has stand behind them, and then
/// the second copies.
class Copies {
public:
  /// `driver` is whose declarations and parameters' names are taken; the other side gets the second copies. Without
  /// `splits` everything is kept once. Cost: the effects of all rules, once for each round in which something new is
  /// kept twice.
  Copies(const System& before, const System& after, const Matching& matching, Side driver, bool splits);
  Copies(const Copies&) = delete;
  Copies& operator=(const Copies&) = delete;

  System& made() { return made_; }
  const System& made() const { return made_; }
  const System& of(Side side) const { return side == Side::before ? before_ : after_; }
  Side driver() const { return driver_; }
  const Matching& matching() const { return matching_; }

  /// How formulas of `reader` are said where they read the copies of side `copies`.
  steps::Transplant saying(Side reader, Side copies);
  /// The same for a rule of `reader`, with its parameters called `parameters`.
  steps::Transplant saying(Side reader, Side copies, RuleId rule, const std::vector<VariableId>& parameters);
  const steps::SymbolMap& map(Side reader, Side copies) const { return maps_[index(reader)][index(copies)]; }

  /// Which combined rules stand for those of `side` in what is said from now on.
  void set_rules(Side side, const std::vector<RuleId>& rules);

  /// Parameters in the combined system for a rule of `side`.
  std::vector<VariableId> parameters_of(Side side, RuleId rule);
  /// Is it the second copy of something, or something that only the side which does not drive has?
  bool is_beside(RelationId relation) const { return beside_relations_.contains(relation); }
  bool is_beside(FunctionId function) const { return beside_functions_.contains(function); }
  bool is_beside(const Update& update) const;
  /// Does the other side keep anything for itself?
  bool has_something_beside() const { return !beside_relations_.empty() || !beside_functions_.empty(); }
  bool is_shared(RelationId relation) const; ///< do both sides have it?
  bool is_shared(FunctionId function) const;
  /// What is kept twice: the driver's copy and the other's.
  const std::map<RelationId, RelationId>& split_relations() const { return split_relations_; }
  const std::map<FunctionId, FunctionId>& split_functions() const { return split_functions_; }

  /// True where a value of an enum is one that the side has; null where it has them all.
  Formula is_known(Side side, const Term& term, SortId sort) const;

  /// By relation and function of the combined system: what a rule's effects do to it, word for word.
  struct Texts {
    std::map<RelationId, std::set<std::string>> relations;
    std::map<FunctionId, std::set<std::string>> functions;
    bool operator==(const Texts&) const = default;
  };
  Texts texts_of(Side reader, Side copies, RuleId rule, const std::vector<VariableId>& parameters);
  /// The same without what changes nothing: that a tuple is there where it is removed, or not there where it is added.
  Texts deeds_of(Side reader, Side copies, RuleId rule, const std::vector<VariableId>& parameters);

private:
  Texts collect_texts(Side reader, Side copies, RuleId rule, const std::vector<VariableId>& parameters,
                      bool of_deeds_alone);
  static std::size_t index(Side side) { return side == Side::before ? 0 : 1; }
  void combine_sorts();
  void combine_symbols();
  void add_old_individuals();
  void add_known_values(Side side);
  std::variant<std::monostate, RelationId, DefineId> base_of(Side reader, Side copies, RelationId id);
  bool split_closures();
  void close(Side reader, Side copies);
  bool split_what_differs();
  bool split_differing(const Texts& one, const Texts& two);
  void split(RelationId relation);
  void split(FunctionId function);
  DefineId define(Side reader, Side copies, DefineId of);

  const System& before_;
  const System& after_;
  const Matching& matching_;
  Side driver_;
  System made_;
  std::array<std::array<steps::SymbolMap, 2>, 2> maps_;
  std::array<std::vector<std::optional<DefineId>>, 2> known_; ///< by side and combined sort
  std::map<RelationId, RelationId> split_relations_;
  std::map<FunctionId, FunctionId> split_functions_;
  std::set<RelationId> beside_relations_;
  std::set<FunctionId> beside_functions_;
  std::map<std::tuple<Side, Side, DefineId>, DefineId> defines_;
  std::map<std::string, DefineId> defines_by_text_;
};

} // namespace chaperone::model::comparison
