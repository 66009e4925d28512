// The rows. To add an option: one row here, one line in docs/usage.md (a test
// compares the two), and a field in cli/settings.hpp.
#include "cli/options.hpp"

#include "cli/option_takers.hpp"

#include <algorithm>
#include <array>

namespace chaperone::cli {
namespace {

using Words = std::vector<std::string>;

constexpr std::array rows{
    OptionRow{"--property", "NAME", "check explain generate certify evidence audit", "only this property",
              take_property, true},
    OptionRow{"--depth", "N", "check diff explain generate conform evidence",
              "search runs of up to N steps (default 12)", take_number<&Settings::depth>},
    OptionRow{"--timeout", "DURATION", "check diff explain generate conform certify evidence audit follow",
              "stop after this long, such as 10s, 500ms or 2m", take_timeout},
    OptionRow{"--scope", "SORT=N,…", "check diff explain generate conform evidence",
              "at most N individuals of a sort (default: any number)", take_scope, true},
    OptionRow{"--engine", "NAME", "check",
              "auto (default), inductive (proofs only), bounded (runs only) or explicit (no solver, small sizes)",
              take_engine, false, false,
              [] {
                return Words{"auto", "inductive", "bounded", "explicit"};
              }},
    OptionRow{"--accept-bounded", "", "check diff evidence",
              "exit 0 for `bounded`: no violation within the depth, and no proof",
              take_switch<&Settings::accepts_bounded>},
    OptionRow{"--allow", "CODE,…", "check replay diff explain generate conform evidence audit follow",
              "leave out warnings of these codes; `// allow: CODE` in a rule file does the same", take_allowed, true},
    OptionRow{"--seed", "N", "check diff explain generate conform evidence",
              "the random seed for the solver, walks and races (default 0)", take_number<&Settings::seed>},
    OptionRow{"--save", "DIR", "check conform", "write findings to DIR; `check` first replays what is there",
              take_text<&Settings::save_folder>},
    OptionRow{"--report", "FILE", "check diff explain generate conform",
              "also write FILE, a page for a browser: verdicts, stories in pictures, proofs",
              take_text<&Settings::report_file>},
    OptionRow{"--certificate", "DIR", "check", "write each proof to DIR, as SMT-LIB files that any solver can check",
              take_text<&Settings::certificate_folder>},
    OptionRow{"--solver", "CMD", "certify evidence",
              "z3, cvc5 or any command that answers an SMT-LIB file (default: z3, else cvc5)",
              take_text<&Settings::solver>},
    OptionRow{"--cover", "GOAL,…", "generate conform evidence",
              "scenarios that cover rules, requirements, boundary, effects, pairs, memory, violations, mutants or all",
              take_goals, true, false, names_of_goals},
    OptionRow{"--strict", "", "generate conform", "with --cover: exit 3 if a goal stays undecided",
              take_switch<&Settings::is_strict>},
    OptionRow{"--budget", "N", "generate conform", "limit the suite: 30 scenarios, 200steps, or 10s of search",
              take_budget, true},
    OptionRow{"--shard", "K/N", "generate conform", "only the K-th of N parts of the suite", take_shard},
    OptionRow{"--to", "FORMAT", "generate",
              "catch2, googletest, pytest, vitest, junit5, cucumber, json, itf, template, or adapter-cpp, -python or "
              "-typescript",
              take_target, false, true, names_of_targets},
    OptionRow{"--template", "FILE", "generate",
              "with --to template: a Mustache template; NAME.mustache is written to NAME", take_template, true},
    OptionRow{"-o,--output", "DIR", "generate", "the folder for the generated files",
              take_text<&Settings::output_folder>, false, true},
    OptionRow{"--expect-from", "FIXED", "generate", "take each step's expected outcome from this rule file",
              take_text<&Settings::expect_from>},
    OptionRow{"--depfile", "FILE", "generate", "write the list of files that were read, for make or ninja",
              take_text<&Settings::depfile>},
    OptionRow{"--driver", "CMD", "conform", "the command that starts the adapter, for /bin/sh",
              take_text<&Settings::driver>, false, true},
    OptionRow{"--walk", "N", "conform", "also run N random walks over the rules", take_number<&Settings::walks>},
    OptionRow{"--race", "", "conform", "also race pairs of steps: send two at once, over two adapters",
              take_switch<&Settings::races>},
    OptionRow{"--accept", "DIR", "conform", "treat the findings in DIR as known: count them, and continue after them",
              take_text<&Settings::accepted_folder>},
    OptionRow{"--settle", "DURATION", "conform",
              "wait up to this long for the service to show what the rules say (default 0)", take_settle},
    OptionRow{"--jobs", "N", "check diff explain audit conform",
              "check, diff, explain and audit: threads (default 2); conform: parallel adapters (default 1)", take_jobs},
    OptionRow{"--once", "", "conform", "do not run the scenarios again in another order",
              take_switch<&Settings::runs_once>},
    OptionRow{"--reply-timeout", "DURATION", "conform", "how long the adapter may take for one reply (default 10s)",
              take_reply_timeout},
    OptionRow{
        "--format", "FORMAT", "check",
        "how results are written: text (default), json, junit, sarif or github; or their stories as mermaid or svg",
        take_check_format, false, false,
        [] { return Words{"text", "json", "junit", "sarif", "github", "mermaid", "svg"}; }},
    OptionRow{"--format", "FORMAT", "replay conform",
              "how results are written: text (default), json, junit, sarif or github", take_format, false, false,
              [] {
                return Words{"text", "json", "junit", "sarif", "github"};
              }},
    OptionRow{"--format", "FORMAT", "diff",
              "how results are written: text (default), json, markdown, junit, sarif or github", take_any_format, false,
              false, [] { return Words{"text", "json", "markdown", "junit", "sarif", "github"}; }},
    OptionRow{"--format", "FORMAT", "certify", "how results are written: text (default) or json", take_text_or_json,
              false, false,
              [] {
                return Words{"text", "json"};
              }},
    OptionRow{"--format", "FORMAT", "explain", "how results are written: text (default), json, sarif or github",
              take_annotations, false, false,
              [] {
                return Words{"text", "json", "sarif", "github"};
              }},
    OptionRow{"--color", "WHEN", "init check fmt replay diff explain generate conform certify evidence audit follow",
              "auto (default), always or never", take_color, false, false,
              [] {
                return Words{"auto", "always", "never"};
              }},
    OptionRow{"--quiet", "", "check replay diff explain generate conform certify evidence audit follow",
              "verdicts and findings only: no stories, no progress", take_switch<&Settings::is_quiet>},
    OptionRow{"--git", "REV[..REV]", "diff",
              "compare a file at a revision with the working tree, or with another revision",
              take_text<&Settings::revisions>},
    OptionRow{"--rename", "OLD=NEW", "diff", "OLD in the old file is called NEW in the new file", take_rename, true},
    OptionRow{"--reach", "WHAT", "diff",
              "who can newly come to it: a define's name, or variables and a formula (what properties use)", take_reach,
              true},
    OptionRow{"--forbid", "CHANGE", "diff", "exit 1 only for this change: looser, stricter or any (default)",
              take_forbidden, true, false,
              [] {
                return Words{"looser", "stricter", "any"};
              }},
    OptionRow{"--states", "", "diff", "count states that differ as a difference, even if no rule asks about them",
              take_switch<&Settings::judges_states>},
    OptionRow{"--rule", "NAME", "explain", "only the clauses of this rule", take_text<&Settings::rule>},
    OptionRow{"--scenario", "SCENARIO", "explain", "explain a step of this scenario, which is named as for replay",
              take_scenario},
    OptionRow{"--step", "N", "explain", "with --scenario: say why step N is allowed or refused", take_step},
    OptionRow{"-o,--output", "DIR", "evidence", "the folder for the dossier", take_text<&Settings::output_folder>},
    OptionRow{"--date", "DATE", "evidence",
              "the dossier's date, such as 2026-11-29 (default: that of SOURCE_DATE_EPOCH)", take_date},
    OptionRow{"--conformance", "FILE", "evidence", "a JSON report of `conform`", take_conformance, true},
    OptionRow{"--build", "NAME", "evidence", "with --conformance: the build of the service that was run",
              take_text<&Settings::build>},
    OptionRow{"--since", "DIR", "evidence", "say what changed since the dossier in DIR",
              take_text<&Settings::since_folder>},
    OptionRow{"--verify", "DIR", "evidence",
              "make no dossier: find out whether the one in DIR, or its inputs, were changed",
              take_text<&Settings::verified_folder>},
    OptionRow{"--data", "SOURCE", "audit",
              "the data: a folder of CSV or JSON-lines files, a SQLite or DuckDB file, or postgresql://…",
              take_text<&Settings::data>},
    OptionRow{"--sql", "DIALECT", "audit",
              "only print the queries, for sqlite, postgresql, duckdb, clickhouse, spark or trino", take_dialect, false,
              false, records::names_of_dialects},
    OptionRow{"--map", "MAP", "audit", "a file that names the table or query for each relation",
              take_text<&Settings::map_file>},
    OptionRow{"--log", "EVENTS", "follow", "what happened: JSON lines or CSV; a file, a folder of parts, or `-`",
              take_text<&Settings::log>, false, true},
    OptionRow{"--data", "SOURCE", "follow", "what held before the log: a folder or database, as for audit",
              take_text<&Settings::data>},
    OptionRow{"--rules", "TIME=FILE", "follow",
              "from this time on these rules are in force, such as 2026-03-09=v2.chap", take_dated_rules, true},
    OptionRow{"--map", "MAP", "follow", "a file that says which event is which rule, and what stands where",
              take_text<&Settings::map_file>},
    OptionRow{"--at", "PATH", "follow", "where in an event rule and arguments stand, such as data",
              take_text<&Settings::payload>},
    OptionRow{"--slack", "DURATION", "follow", "events may come this late, such as 5s (default 0)", take_slack},
    OptionRow{"--state", "FILE", "follow", "begin with the state in FILE, if it is there, and write it at the end",
              take_text<&Settings::state_file>},
    OptionRow{"--last-part", "", "follow", "with --state: nothing follows, so that events which wait for it are judged",
              take_switch<&Settings::is_last_part>},
    OptionRow{"--gaps", "", "follow", "the log lacks events: what one missing step explains is no finding",
              take_switch<&Settings::has_gaps>},
    OptionRow{"--keep-going", "", "follow", "skip and count lines that cannot be read",
              take_switch<&Settings::keeps_going>},
    OptionRow{"--format", "FORMAT", "follow", "how results are written: text (default), json, jsonl, csv or junit",
              take_follow_format, false, false,
              [] {
                return Words{"text", "json", "jsonl", "csv", "junit"};
              }},
    OptionRow{"--limit", "N", "audit", "list N cases of each class, and N removals (default: 20; json and csv: all)",
              take_limit},
    OptionRow{"--no-check", "", "audit", "do not check whether the rules lead to what is broken (10s at most)",
              take_switch<&Settings::skips_check>},
    OptionRow{"--letters", "TEMPLATE", "audit", "write a letter to everybody concerned, from a Mustache template",
              take_text<&Settings::letter_template>},
    OptionRow{"--to", "WHO", "audit", "with --letters: who gets one, a variable and a formula (docs/incident.md)",
              take_text<&Settings::addressees>},
    OptionRow{"--repair", "", "audit",
              "find the fewest removals that restore every promise; --output writes them as CSV, SQL and scenarios",
              take_switch<&Settings::repairs>},
    OptionRow{"--from", "RELATION,…", "audit", "with --repair: remove from these relations only", take_removed_from,
              true},
    OptionRow{"-o,--output", "DIR", "audit", "the folder for the letters, or for what --repair removes",
              take_text<&Settings::output_folder>},
    OptionRow{"--pseudonyms", "", "audit", "write made-up names in place of ids",
              take_switch<&Settings::has_pseudonyms>},
    OptionRow{"--format", "FORMAT", "audit", "how results are written: text (default), json, csv or junit",
              take_audit_format, false, false,
              [] {
                return Words{"text", "json", "csv", "junit"};
              }},
    OptionRow{"--check", "", "fmt", "change nothing: name the files that would change, and exit 1 if there are any",
              take_switch<&Settings::only_checks>},
    OptionRow{"--stdin", "", "fmt", "read one file from standard input, and write the result to standard output",
              take_switch<&Settings::reads_standard_input>},
    OptionRow{"--verbose", "", "check",
              "say why each rule keeps the invariant; report on standard error what the engines do",
              take_switch<&Settings::is_verbose>},
};

} // namespace

std::span<const OptionRow> option_table() {
  return rows;
}

std::vector<std::string> names_of_commands() {
  std::vector<std::string> names;
  for (const CommandRow& command : command_table())
    names.emplace_back(command.name);
  return names;
}

bool belongs_to(const OptionRow& option, std::string_view command) {
  std::string_view rest = option.commands;
  while (!rest.empty()) {
    const auto blank = std::min(rest.find(' '), rest.size());
    if (rest.substr(0, blank) == command)
      return true;
    rest.remove_prefix(std::min(blank + 1, rest.size()));
  }
  return false;
}

} // namespace chaperone::cli
