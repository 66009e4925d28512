// The command table: one row is one command, with its operands and examples (cli/options.hpp).
#include "cli/options.hpp"

#include <array>

namespace chaperone::cli {
namespace {

constexpr std::array init_operands{
    OperandRow{"FILE", "the file to write (default rules.chap); an existing file is never changed", &Settings::files,
               false, false}};
constexpr std::array<std::string_view, 2> init_examples{"chaperone init", "chaperone init rules/sharing.chap"};

constexpr std::array check_operands{OperandRow{"FILE", "a rule file; `-` is standard input", &Settings::files}};
constexpr std::array<std::string_view, 3> check_examples{
    "chaperone check rules.chap",
    "chaperone check rules.chap --property child_meets_stranger --depth 20",
    "chaperone check rules.chap --save scenarios --format json",
};

constexpr std::array fmt_operands{OperandRow{"FILE", "a rule file, rewritten in place", &Settings::files, false}};
constexpr std::array<std::string_view, 3> fmt_examples{
    "chaperone fmt rules.chap",
    "chaperone fmt --check rules/*.chap",
    "chaperone fmt --stdin < rules.chap",
};

constexpr std::array replay_operands{
    OperandRow{"FILE", "the rule file", &Settings::files, true, false},
    OperandRow{"SCENARIO", "a saved scenario (.chap or .json), a folder of them, or a scenario block's name",
               &Settings::scenarios}};
constexpr std::array<std::string_view, 2> replay_examples{
    "chaperone replay rules.chap scenarios",
    "chaperone replay rules.chap scenarios/child_meets_stranger_3_5f2a91.chap",
};

constexpr std::array certify_operands{
    OperandRow{"FILE", "the rule file", &Settings::files, true, false},
    OperandRow{"CERTIFICATE", "the folder that `check --certificate` wrote", &Settings::certificates, true, false}};
constexpr std::array<std::string_view, 2> certify_examples{
    "chaperone certify rules.chap proofs",
    "chaperone certify rules.chap proofs --solver cvc5 --property child_meets_stranger",
};

constexpr std::array diff_operands{
    OperandRow{"OLD", "the old rule file, `-` for standard input; with --git, the one file", &Settings::old_rules, true,
               false},
    OperandRow{"NEW", "the new rule file; not with --git", &Settings::new_rules, false, false}};
constexpr std::array<std::string_view, 3> diff_examples{
    "chaperone diff launch.chap fixed.chap",
    "chaperone diff --git main rules.chap",
    "chaperone diff old.chap new.chap --forbid looser --rename invite=add_member",
};

constexpr std::array explain_operands{
    OperandRow{"FILE", "the rule file; `-` is standard input", &Settings::files, true, false}};
constexpr std::array<std::string_view, 3> explain_examples{
    "chaperone explain rules.chap",
    "chaperone explain rules.chap --scenario friend_brings_a_stranger --step 3",
    "chaperone explain rules.chap --property child_meets_stranger --rule add_member",
};

constexpr std::array completion_operands{OperandRow{"SHELL", "bash, zsh or fish", &Settings::files, true, false}};
constexpr std::array<std::string_view, 1> completion_examples{"chaperone completion bash"};
constexpr std::array<std::string_view, 1> lsp_examples{"chaperone lsp"};
constexpr std::array<std::string_view, 1> manual_examples{"chaperone manual | man -l -"};

constexpr std::array generate_operands{
    OperandRow{"FILE", "the rule file", &Settings::files, true, false},
    OperandRow{"SCENARIO", "scenarios, named as for replay; those of --cover follow. By default, what a check finds",
               &Settings::scenarios, false}};
constexpr std::array<std::string_view, 3> generate_examples{
    "chaperone generate rules.chap --to catch2 -o tests/generated",
    "chaperone generate rules.chap --cover requirements,effects --to catch2 -o tests/generated",
    "chaperone generate launch.chap scenarios --to catch2 -o tests/generated --expect-from fixed.chap",
};

constexpr std::array conform_operands{
    OperandRow{"FILE", "the rule file", &Settings::files, true, false},
    OperandRow{"SCENARIO", "scenarios, named as for replay; those of --cover follow. By default, what a check finds",
               &Settings::scenarios, false}};
constexpr std::array<std::string_view, 3> conform_examples{
    "chaperone conform rules.chap --driver 'python3 adapter.py'",
    "chaperone conform rules.chap --cover requirements,effects --driver ./adapter --jobs 4",
    "chaperone conform rules.chap scenarios --driver ./adapter --walk 50 --race --save found --accept known",
};

constexpr std::array evidence_operands{OperandRow{"FILE", "a rule file; none with --verify", &Settings::files, false}};
constexpr std::array<std::string_view, 3> evidence_examples{
    "chaperone evidence rules.chap -o evidence --date 2026-11-29",
    "chaperone evidence rules.chap -o evidence --conformance conform.json --build 4.2.1 --since evidence-4.1",
    "chaperone evidence --verify evidence",
};

constexpr std::array audit_operands{OperandRow{"FILE", "the rule file", &Settings::files, true, false}};
constexpr std::array<std::string_view, 3> audit_examples{
    "chaperone audit rules.chap --data tables",
    "chaperone audit rules.chap --data tables --property child_meets_stranger --format json --pseudonyms",
    "chaperone audit rules.chap --data tables --repair --from member -o removals",
};

constexpr std::array follow_operands{OperandRow{
    "FILE", "the rule file; with --rules the one that is in force before, if any", &Settings::files, false, false}};
constexpr std::array<std::string_view, 3> follow_examples{
    "chaperone follow rules.chap --log events.jsonl",
    "tail -f events.jsonl | chaperone follow rules.chap --data tables --log -",
    "chaperone follow v1.chap --rules 2026-03-09=v2.chap --log parts --state followed --format json",
};

constexpr std::array command_rows{
    CommandRow{"init", "write a first rule file, with a comment on each part", init_operands, init_examples, run_init},
    CommandRow{"check", "check every property and scenario of rule files", check_operands, check_examples, run_check},
    CommandRow{"fmt", "rewrite rule files in one layout", fmt_operands, fmt_examples, run_fmt},
    CommandRow{"lsp", "run a language server, for editors (docs/editors.md)", {}, lsp_examples, run_lsp},
    CommandRow{"replay", "run saved scenarios on the rules, without a solver", replay_operands, replay_examples,
               run_replay},
    CommandRow{"certify", "check saved proofs again, with a solver of your choice", certify_operands, certify_examples,
               run_certify},
    CommandRow{"diff", "say what a rule change newly allows and newly refuses", diff_operands, diff_examples, run_diff},
    CommandRow{"explain", "say which lines each promise rests on, and what each line prevents", explain_operands,
               explain_examples, run_explain},
    CommandRow{"generate", "write scenarios as test code", generate_operands, generate_examples, run_generate},
    CommandRow{"conform", "run scenarios on the real service, through an adapter", conform_operands, conform_examples,
               run_conform},
    CommandRow{"evidence", "write the dated dossier of a release, or verify one", evidence_operands, evidence_examples,
               run_evidence},
    CommandRow{"audit", "say which promises the data of a service break today, or could in one step", audit_operands,
               audit_examples, run_audit},
    CommandRow{"follow", "say whether what happened follows the rules, and who was exposed from when to when",
               follow_operands, follow_examples, run_follow},
    CommandRow{"completion", "print the script that completes commands and options in a shell", completion_operands,
               completion_examples, run_completion},
    CommandRow{"manual", "print the manual page", {}, manual_examples, run_manual},
};

} // namespace

std::span<const CommandRow> command_table() {
  return command_rows;
}

} // namespace chaperone::cli
