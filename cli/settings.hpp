// What the command line asked for, as plain values: the option table
// (cli/options.cpp) fills it in and the commands read it.
// Covered by tests/cli/options_test.cpp.
#pragma once

#include "model/comparison/matching.hpp"
#include "solver/check.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::cli {

enum class ColorChoice { automatic, always, never };
enum class Format { text, json, jsonl, markdown, junit, sarif, github, mermaid, svg, csv };

/// One value per row of the option table; a command reads those that its rows name.
struct Settings {
  std::vector<std::string> files;     ///< FILE operands: rule files
  std::vector<std::string> scenarios; ///< SCENARIO operands: files, folders, or names of scenario blocks

  std::vector<std::string> properties; ///< empty: all
  std::vector<std::string> allowed;    ///< codes of warnings that are left out
  std::uint32_t depth = 12;
  std::optional<std::chrono::milliseconds> timeout;
  std::map<std::string, std::uint32_t> scope; ///< by sort's name, not yet looked up
  bool accepts_bounded = false;
  std::uint32_t seed = 0;
  solver::EngineChoice engine = solver::EngineChoice::automatic;
  std::optional<std::uint32_t> jobs; ///< check: threads; conform: adapters at once
  std::string save_folder;           ///< empty: save nothing
  std::string report_file;           ///< where the page is written; empty: nowhere

  std::string certificate_folder;        ///< check: where proofs are written; empty: nowhere
  std::vector<std::string> certificates; ///< CERTIFICATE operand of certify, one
  std::string solver;                    ///< certify: the solver's command; empty: z3, or else cvc5

  Format format = Format::text;
  ColorChoice color = ColorChoice::automatic;
  bool is_quiet = false;
  bool is_verbose = false;

  bool only_checks = false;          ///< fmt --check
  bool reads_standard_input = false; ///< fmt --stdin

  std::vector<std::string> goals; ///< generate --cover: kinds of goals; empty: what a check finds
  bool is_strict = false;         ///< a goal that stays undecided is no success
  std::optional<std::uint32_t> budget_scenarios, budget_steps;
  std::optional<std::chrono::milliseconds> budget_time; ///< to find scenarios in
  std::uint32_t shard = 1, shards = 1;                  ///< which part of the suite, counted from 1
  std::string to;                                       ///< generate: the format's name
  std::vector<std::string> templates;                   ///< generate --to template: their files
  std::string output_folder;                            ///< generate
  std::string expect_from;                              ///< generate: the rules known to be right; empty: none
  std::string depfile; ///< generate: where to say what was read, for a build; empty: nowhere

  std::vector<std::string> old_rules, new_rules;  ///< OLD and NEW operands of diff, one each
  std::vector<model::comparison::Rename> renames; ///< diff: what the new file calls otherwise
  std::vector<std::string> reaches;               ///< diff: what somebody may come to, as text, or a define's name
  std::string revisions;                          ///< diff --git: REV or REV..REV; empty: two files
  std::string forbidden;                          ///< diff: looser, stricter or any; empty: any
  bool judges_states = false;                     ///< diff: states that differ are a difference

  std::string rule;       ///< explain: only its clauses are told; empty: all
  std::uint32_t step = 0; ///< explain: of the scenario, counted from 1; 0: the rules are explained

  std::string date;                      ///< evidence: 2026-11-29; empty: SOURCE_DATE_EPOCH says it
  std::vector<std::string> conformances; ///< evidence: what `conform --format json` wrote
  std::string build;                     ///< evidence: on which build that was run
  std::string since_folder;              ///< evidence: the dossier before; empty: none
  std::string verified_folder;           ///< evidence: a dossier that is checked, and none is made; empty: none is

  std::string data;                      ///< audit, follow: a folder or a database; empty: none
  std::string letter_template;           ///< audit: the file; empty: no letters
  std::string addressees;                ///< audit: whom letters are written to, as a variable and a formula
  bool repairs = false;                  ///< audit: looks for the fewest removals
  std::vector<std::string> removed_from; ///< audit: relations that may lose facts; empty: all that rules change
  std::string sql_dialect;               ///< audit: only print queries; empty: audit
  std::string map_file; ///< audit: which table is for what; follow: what stands where; empty: by their names
  std::optional<std::size_t> limit; ///< audit: listed cases of each class
  bool skips_check = false;         ///< audit: does not ask whether the rules lead to what is broken
  bool has_pseudonyms = false;      ///< audit: made-up names in place of ids

  std::string log; ///< follow: a file, a folder, or `-`
  /// follow: rule files by the time from which they are in force, as written.
  std::vector<std::pair<std::string, std::string>> dated_rules;
  std::string payload;                ///< follow: the path before those of rule and arguments
  std::string state_file;             ///< follow: where the state is kept from one day to the next; empty: nowhere
  std::chrono::milliseconds slack{0}; ///< follow: so late an event may come
  bool has_gaps = false;              ///< follow: the log lacks events
  bool is_last_part = false;          ///< follow: no event follows this part of the log
  bool keeps_going = false;           ///< follow: lines that cannot be read are skipped

  std::string driver; ///< conform: the adapter's command
  std::uint32_t walks = 0;
  bool races = false;
  std::string accepted_folder;         ///< conform: of deviations that are known
  std::chrono::milliseconds settle{0}; ///< conform: how long the service may take
  bool runs_once = false;
  std::chrono::milliseconds reply_timeout{10'000};
};

} // namespace chaperone::cli
