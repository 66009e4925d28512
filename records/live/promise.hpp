// A promise kept in view: which assignments of its leading variables break it now. After a step only those are looked
// at that a changed fact can touch (semi-naive evaluation; Abiteboul, Hull and Vianu, Foundations of Databases, 13.1).
// Section "Properties" of docs/semantics.md. Covered by tests/records/live_agreement_test.cpp.
#pragma once

#include "records/live/run.hpp"
#include "records/live/seeds.hpp"

#include <vector>

namespace chaperone::live {

/// What breaks a `never` is that some of these satisfy it; what breaks an `always`, that some do not. A promise that
/// begins otherwise has no leading variables.
struct Broken {
  std::vector<model::VariableId> leading;
  std::vector<Literal> parts;
};
Broken broken_by(const model::System& system, const model::Property& property);

class Promise {
public:
  /// Of a `never` or `always`. The run outlives it.
  Promise(LiveRun& run, model::PropertyId property);

  /// Plans again: more may be unknown than when it was made.
  void plan();
  /// Looks at the whole state.
  void begin();
  /// After a step: looks at what changed and who was added. A promise about steps is judged as a whole.
  void go_on(const Changes& changes, const std::vector<Individuals::Added>& added);

  using Assignment = std::vector<Number>; ///< by leading variable
  /// Which began and which ended with the last begin() or go_on(), in no fixed order.
  const std::vector<Assignment>& begun() const { return begun_; }
  const std::vector<Assignment>& ended() const { return ended_; }
  const Table& broken() const { return table_; }

  model::PropertyId property() const { return property_; }
  const std::vector<model::VariableId>& leading() const { return leading_; }
  /// None: it is judged. Else why not.
  const std::string& obstacle() const { return obstacle_; }

private:
  /// An atom or function in the promise: what a change of it can touch.
  struct Seed {
    std::variant<model::RelationId, model::FunctionId> where;
    bool may_break_added = true, may_break_removed = true;
    struct Column {
      std::uint32_t column;
      bool is_slot; ///< then the column binds it, or must agree where it is bound already
      std::uint32_t value;
    };
    std::vector<Column> columns = {};
    std::vector<std::size_t> leading = {}; ///< which leading variables the change binds
    std::uint32_t index = 0;               ///< over these in the table of what is broken
    Search rest = {};
  };

  std::optional<Seed> planted(const Occurrence& occurrence);
  void look_at_everything();
  void look_at(const Seed& seed, const Number* args, bool may_break);
  void look_again(const Seed& seed);
  void look_at_added(const Individuals::Added& added);
  void find(const Search& search);
  void judge(const Changes& changes, const std::vector<Individuals::Added>& added);
  Assignment bound() const;
  void add(const Assignment& assignment);
  void end(const Assignment& assignment);
  void use(const Assignment& assignment, bool is_used);

  LiveRun& run_;
  model::PropertyId property_;
  std::vector<model::VariableId> leading_;
  bool is_about_steps_;
  Search all_;
  Search is_broken_; ///< with the leading variables bound
  std::vector<Seed> seeds_;
  std::set<Symbol> opaque_;                 ///< a change of these can touch anything
  std::set<model::SortId> added_touch_all_; ///< whoever is new in these can touch anything
  struct AddedPlan {
    model::VariableId variable; ///< that stands for whoever is new
    Search rest;
  };
  std::vector<AddedPlan> added_plans_;
  Table table_;
  std::uint32_t everything_ = 0; ///< the index of the table over no column
  std::vector<Assignment> begun_, ended_;
  std::string obstacle_;
};

} // namespace chaperone::live
