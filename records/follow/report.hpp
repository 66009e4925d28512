// What following a log comes to, as plain values: reports are made from it.
#pragma once

#include "model/meaning/interpreter.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace chaperone::follow {

/// A moment of the log.
struct Moment {
  std::uint64_t event = 0; ///< counted from 1; 0: before the first
  std::string at;          ///< as the log writes it; empty: it does not
};

/// Rules, and from when on they are in force.
struct Edition {
  std::string file;
  std::shared_ptr<const model::System> system;
};

/// A run that shows a finding, cut out of the log: the interpreter has played it.
struct Excerpted {
  model::Scenario scenario;
  model::Replay replay;
};

enum class FindingKind {
  allowed_what_the_rules_refuse,
  refused_what_the_rules_allow,
  effect_differs,
  effects_conflict, ///< the rules contradict themselves
};
std::string_view word_for(FindingKind kind);

struct Finding {
  FindingKind kind = FindingKind::allowed_what_the_rules_refuse;
  Moment moment;
  std::string file; ///< of the log
  std::uint64_t line = 0;
  std::shared_ptr<const Edition> rules;
  model::RuleId rule;
  model::Action action;                   ///< by `population`
  model::Population population;           ///< of those in it
  std::optional<std::size_t> requirement; ///< that refuses
  std::string because;                    ///< the requirement's reason or words; or the effect that differs
  std::optional<Excerpted> story;
};

/// An event of which the log does not say enough to judge it.
struct Unclear {
  Moment moment;
  std::string file;
  std::uint64_t line = 0;
  std::string rule;
  std::vector<std::string> fields; ///< what would tell: "argument `group`", "facts of `parent`"
};

/// A promise that was broken for these, from one moment to another.
struct Exposure {
  std::shared_ptr<const Edition> rules; ///< in force when it began
  std::string promise;
  std::vector<std::pair<std::string, std::string>> individuals; ///< variable and name
  Moment from;
  std::optional<Moment> to; ///< none: it lasts
  bool is_of_log = true;    ///< it began in the log, not in what was there before
};

struct Counts {
  std::uint64_t events = 0, judged = 0, not_enough = 0;
  std::uint64_t findings = 0, exposures = 0, open_exposures = 0;
  std::uint64_t without_outcome = 0, late = 0, broken_lines = 0;
  std::uint64_t waiting = 0;                       ///< at the end of a part: what follows may explain them
  std::uint64_t before_rules = 0;                  ///< of a time at which no rules were in force; they are not judged
  std::map<std::string, std::uint64_t> of_no_rule; ///< by what the log calls them
  std::map<std::string, std::uint64_t> by_rule;    ///< judged
  std::map<std::string, std::uint64_t> by_promise; ///< exposures
};

/// Takes what is found, as it is found.
class Observer {
public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;
  virtual void found(const Finding& finding) = 0;
  virtual void unclear(const Unclear& unclear) = 0;
  /// It has ended, or the log has.
  virtual void exposed(const Exposure& exposure) = 0;
  /// Something to know of the whole, once: "an event without an outcome is taken as allowed".
  virtual void remark(const std::string& words) = 0;
};

} // namespace chaperone::follow
