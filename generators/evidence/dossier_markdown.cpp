// A dossier as Markdown.
#include "generators/evidence/dossier_words.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace chaperone::evidence {
namespace {

/// Text of others, on one line, so that Markdown sees nothing in it.
std::string plain(std::string_view text) {
  std::string result;
  for (const char c : model::visible_lines(text)) {
    if (std::string_view("\\`*_[]<>&~|#").find(c) != std::string_view::npos)
      result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

class Markdown {
public:
  explicit Markdown(const Dossier& dossier) : dossier_(dossier) {}

  std::string write() {
    line("# Evidence of {}\n", dossier_.date);
    line("{}.\n", plain(commit_in_words(dossier_)));
    for (const SystemEvidence& system : dossier_.systems)
      this->system(system);
    changes();
    line("## How it was made\n");
    for (const auto& [program, version] : dossier_.versions)
      line("- {} {}", plain(program), plain(version));
    line("- options: {}\n",
         dossier_.options.empty() ? "none" : plain(fmt::format("{}", fmt::join(dossier_.options, " "))));
    line("| input | SHA-256 |\n| --- | --- |");
    for (const Input& input : dossier_.inputs)
      line("| {} | {} |", plain(input.path), input.digest);
    return std::move(text_);
  }

private:
  template <class... Parts> void line(fmt::format_string<Parts...> words, Parts&&... parts) {
    text_ += fmt::format(words, std::forward<Parts>(parts)...) + "\n";
  }

  void list(std::string_view heading, const std::vector<std::string>& lines) {
    line("### {}\n", heading);
    for (const std::string& each : lines)
      line("- {}", plain(each));
    line("{}", lines.empty() ? "none\n" : "");
  }

  void system(const SystemEvidence& system) {
    line("## {}\n", plain(system.name));
    line("{}: {}.\n", plain(system.file), summary_in_words(system));
    line("| id | promise | how sure | verdict | evidence | on the service |\n| --- | --- | --- | --- | --- | --- |");
    for (const PromiseEvidence& each : system.promises) {
      const std::string proof = proof_in_words(each);
      line("| {} | {} {}: {} | {} | {} | {}{} | {} |",
           each.ids.empty() ? "—" : fmt::format("{}", fmt::join(each.ids, ", ")), each.kind, plain(each.name),
           plain(each.text.empty() ? each.formula : each.text), in_words(each.how), word_for(each.verdict),
           plain(each.detail), proof.empty() ? "" : "; " + plain(proof), service_in_words(each.service));
    }
    line("");
    examples(system);
    list("What is taken for granted", system.assumptions);
    line("### Suite\n\n{}\n", suite(system));
    line("### On the service\n\n{}.\n", plain(conformance_in_words(system)));
    if (system.conformance) {
      list("What the service does otherwise", system.conformance->findings);
      std::vector<std::string> accepted;
      for (const Conformance::Accepted& each : system.conformance->accepted)
        accepted.push_back(fmt::format("{} ({}), seen {} times", each.name, each.what, each.seen));
      list("Accepted deviations", accepted);
    }
    list("Warnings", system.warnings);
  }

  void examples(const SystemEvidence& system) {
    std::vector<std::string> lines;
    for (const ScenarioEvidence& each : system.scenarios)
      lines.push_back(fmt::format("{}: {}", each.name, each.passed ? "passed" : "failed, " + each.failure));
    list("Examples", lines);
  }

  static std::string suite(const SystemEvidence& system) {
    if (!system.suite)
      return "not run";
    std::string text = fmt::format("{} scenarios\n\n| goal | to cover | covered | impossible, proved | undecided |\n"
                                   "| --- | --- | --- | --- | --- |\n",
                                   system.suite->scenarios);
    for (const SuiteEvidence::Goal& goal : system.suite->goals)
      text += fmt::format("| {} | {} | {} | {} | {} |\n", goal.kind, goal.goals, goal.covered, goal.impossible,
                          goal.undecided);
    for (const SuiteEvidence::Score& score : system.suite->scores)
      text += fmt::format("\nmutation score of {}: {} of {}\n", score.of, score.told_apart, score.all);
    if (system.suite->scores.empty())
      text += "\nmutation score: not run\n";
    return text;
  }

  void changes() {
    if (dossier_.since.empty()) {
      line("## What changed\n\nno earlier dossier was named\n");
      return;
    }
    line("## What changed since {}\n", dossier_.since);
    for (const std::string& each : dossier_.changes)
      line("- {}", plain(each));
    line("{}", dossier_.changes.empty() ? "nothing\n" : "");
  }

  const Dossier& dossier_;
  std::string text_;
};

} // namespace

std::string dossier_markdown(const Dossier& dossier) {
  return Markdown(dossier).write();
}

} // namespace chaperone::evidence
