// What a log says happened, before the rules are asked: names, not yet looked up.
#pragma once

#include "records/follow/when.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::follow {

/// An argument as the log has it. Without values it is null or an empty list.
struct LoggedArgument {
  std::string name;
  std::vector<std::string> values;
  bool has_null = false; ///< it is null, or a list with null in it: not all of it is told
};

/// A fact that the log says was added or removed: the relation's name, then its arguments.
struct LoggedFact {
  bool is_added = true;
  std::vector<std::string> words;
};

enum class LoggedOutcome { missing, allowed, refused, unclear };

struct Event {
  std::uint64_t number = 0; ///< in the log, counted from 1
  std::shared_ptr<const std::string> file;
  std::uint64_t line = 0;
  std::string kind; ///< the rule's name, or what the log calls it; empty: the log does not say
  std::vector<LoggedArgument> args;
  LoggedOutcome outcome = LoggedOutcome::missing;
  std::string outcome_text; ///< of an unclear one
  std::string at;           ///< as written; empty: no time
  std::optional<When> when;
  std::vector<LoggedFact> seen;
  bool has_flat_sets = false; ///< from CSV: one text may list the members of a set

  void clear() {
    kind.clear();
    args.clear();
    outcome = LoggedOutcome::missing;
    outcome_text.clear();
    at.clear();
    when.reset();
    seen.clear();
    has_flat_sets = false;
  }
};

} // namespace chaperone::follow
