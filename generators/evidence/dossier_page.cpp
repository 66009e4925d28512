// A dossier as a page.
#include "generators/evidence/dossier_words.hpp"

#include "generators/page/shell.hpp"
#include "generators/story/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace chaperone::evidence {
namespace {

using page::badge;
using page::Standing;
using page::Writer;

/// Good is only what a proof or a repeated run says.
Standing standing_of(const PromiseEvidence& promise) {
  switch (promise.verdict) {
  case Verdict::kept:
    return promise.how == Class::proved ? Standing::good : Standing::open;
  case Verdict::possible:
    return promise.how == Class::shown ? Standing::good : Standing::open;
  case Verdict::broken:
  case Verdict::impossible:
    return Standing::bad;
  case Verdict::open:
    break;
  }
  return Standing::open;
}

class Page {
public:
  Page(Writer& page, const Dossier& dossier) : page_(page), dossier_(dossier) {}

  void write() {
    page_.element("h1", "Evidence of " + dossier_.date);
    page_.element("p", {{"class", "note"}}, commit_in_words(dossier_) + ".");
    for (const SystemEvidence& system : dossier_.systems)
      this->system(system);
    page_.element("h2", dossier_.since.empty() ? "What changed" : "What changed since " + dossier_.since);
    if (dossier_.since.empty())
      page_.element("p", "No earlier dossier was named.");
    else
      list(dossier_.changes, "Nothing.");
    page_.element("h2", "How it was made");
    std::vector<std::string> made;
    for (const auto& [program, version] : dossier_.versions)
      made.push_back(program + " " + version);
    made.push_back("options: " +
                   (dossier_.options.empty() ? "none" : fmt::format("{}", fmt::join(dossier_.options, " "))));
    list(made, "");
    std::vector<std::vector<std::string>> rows;
    for (const Input& input : dossier_.inputs)
      rows.push_back({input.path, input.digest});
    table({"input", "SHA-256"}, rows);
  }

private:
  void list(const std::vector<std::string>& lines, const std::string& none) {
    if (lines.empty()) {
      page_.element("p", none);
      return;
    }
    page_.element("ul", {{"class", "facts"}}, [&] {
      for (const std::string& line : lines)
        page_.element("li", line);
    });
  }

  void head(const std::vector<std::string>& titles) {
    page_.element("thead", [&] {
      page_.element("tr", [&] {
        for (const std::string& title : titles)
          page_.element("th", {{"scope", "col"}}, title);
      });
    });
  }

  void table(const std::vector<std::string>& titles, const std::vector<std::vector<std::string>>& rows) {
    page_.element("table", [&] {
      head(titles);
      page_.element("tbody", [&] {
        for (const std::vector<std::string>& row : rows)
          page_.element("tr", [&] {
            for (const std::string& cell : row)
              page_.element("td", cell);
          });
      });
    });
  }

  void system(const SystemEvidence& system) {
    page_.element("h2", page::in_words(system.name));
    page_.element("p", {{"class", "file"}}, [&] { page_.element("code", system.file); });
    page_.element("p", {{"class", "headline"}}, summary_in_words(system) + ".");
    page_.element("table", [&] {
      head({"promise", "verdict", "how sure", "on the service"});
      page_.element("tbody", [&] {
        for (const PromiseEvidence& promise : system.promises)
          this->promise(promise);
      });
    });
    page_.element("h3", "Examples");
    std::vector<std::string> examples;
    for (const ScenarioEvidence& each : system.scenarios)
      examples.push_back(fmt::format("{}: {}", each.name, each.passed ? "passed" : "failed, " + each.failure));
    list(examples, "The rule file has none.");
    page_.element("h3", "What is taken for granted");
    list(system.assumptions, "Nothing.");
    page_.element("h3", "Suite");
    suite(system);
    page_.element("h3", "On the service");
    service(system);
    page_.element("h3", "Warnings");
    list(system.warnings, "None.");
  }

  void promise(const PromiseEvidence& promise) {
    page_.element("tr", [&] {
      page_.element("th", {{"scope", "row"}}, [&] {
        if (!promise.ids.empty())
          page_.text(fmt::format("{}: ", fmt::join(promise.ids, ", ")));
        page_.text(promise.text.empty() ? page::in_words(promise.name) : promise.text);
        page_.text(" ").element("code", {{"class", "name"}}, promise.kind + " " + promise.name);
      });
      page_.element("td", [&] { badge(page_, standing_of(promise), word_for(promise.verdict)); });
      page_.element("td", [&] {
        page_.element("strong", in_words(promise.how));
        page_.text(": " + promise.detail);
        const std::string proof = proof_in_words(promise);
        if (!proof.empty())
          page_.element("p", {{"class", "place"}}, proof);
      });
      page_.element("td", [&] {
        if (promise.service.is_broken)
          badge(page_, Standing::bad, "broken");
        else
          page_.text(service_in_words(promise.service));
      });
    });
  }

  void suite(const SystemEvidence& system) {
    if (!system.suite) {
      page_.element("p", [&] { badge(page_, Standing::open, "Not run"); });
      return;
    }
    page_.element("p", reports::counted(system.suite->scenarios, "scenario") + ".");
    std::vector<std::vector<std::string>> rows;
    for (const SuiteEvidence::Goal& goal : system.suite->goals)
      rows.push_back({goal.kind, std::to_string(goal.goals), std::to_string(goal.covered),
                      std::to_string(goal.impossible), std::to_string(goal.undecided)});
    table({"goal", "to cover", "covered", "impossible, proved", "undecided"}, rows);
    for (const SuiteEvidence::Score& score : system.suite->scores)
      page_.element("p", fmt::format("Mutation score of {}: {} of {}.", score.of, score.told_apart, score.all));
    if (system.suite->scores.empty())
      page_.element("p", "Mutation score: not run.");
  }

  void service(const SystemEvidence& system) {
    page_.element("p", [&] {
      if (!system.conformance)
        badge(page_, Standing::open, "Not run");
      else
        badge(page_,
              system.conformance->verdict == "conforms"  ? Standing::good
              : system.conformance->verdict == "differs" ? Standing::bad
                                                         : Standing::open,
              system.conformance->verdict);
      if (system.conformance)
        page_.text(" " + conformance_in_words(system) + ".");
    });
    if (!system.conformance)
      return;
    list(system.conformance->findings, "No other finding.");
    page_.element("h4", "Accepted deviations");
    std::vector<std::string> accepted;
    for (const Conformance::Accepted& each : system.conformance->accepted)
      accepted.push_back(fmt::format("{} ({}), seen {} times", each.name, each.what, each.seen));
    list(accepted, "None.");
  }

  Writer& page_;
  const Dossier& dossier_;
};

} // namespace

std::string dossier_page(const Dossier& dossier) {
  return page::whole_page("Evidence of " + dossier.date, [&](Writer& page) { Page(page, dossier).write(); });
}

} // namespace chaperone::evidence
