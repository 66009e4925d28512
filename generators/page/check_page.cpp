// See check_page.hpp.
#include "generators/page/check_page.hpp"

#include "generators/page/story.hpp"

#include "generators/story/text.hpp"
#include "model/print/printer.hpp"

#include <fmt/format.h>

namespace chaperone::page {
namespace {

using namespace model;
using reports::Finding;

/// Which properties a section has.
enum class Kind { promise, possible };

class FilePage {
public:
  FilePage(Writer& page, const reports::CheckReport& report, std::string id)
      : page_(page), report_(report), system_(*report.system), id_(std::move(id)), lines_(system_) {}

  void write() {
    page_.element("p", {{"class", "headline"}}, headline());
    summary(page_, rows());
    page_.element("p", {{"class", "note"}},
                  "Each story has people of its own. The same name in two stories is not the same person.");
    properties(Kind::promise, "Promises", "What must always be so, whatever anybody does.");
    properties(Kind::possible, "What must stay possible",
               "Rules that forbid everything would keep every promise. These uses must remain.");
    scenarios();
    conflicts();
    saved();
    warnings();
    write_assumptions(page_, system_, id_ + "-assumptions");
  }

private:
  std::string property_id(const Property& property) const { return id_ + "-" + identifier(property.name); }
  std::string scenario_id(const Scenario& scenario) const { return id_ + "-scenario-" + identifier(scenario.name); }

  std::string headline() const {
    const reports::Tally count = reports::tally(report_);
    std::vector<std::string> words;
    const auto say = [&](std::size_t number, std::string_view one, std::string_view several) {
      if (number > 0)
        words.push_back(fmt::format("{} {}", number, number == 1 ? one : several));
    };
    say(count.violated, "promise is broken", "promises are broken");
    say(count.proved, "promise is kept, and that is proved", "promises are kept, and that is proved");
    say(count.impossible, "use has become impossible", "uses have become impossible");
    say(count.witnessed, "use is possible", "uses are possible");
    say(count.bounded + count.unknown, "question is open", "questions are open");
    say(count.failed, "example does not go as expected", "examples do not go as expected");
    say(count.passed, "example goes as expected", "examples go as expected");
    say(count.replay_failed, "saved story fails", "saved stories fail");
    if (report_.result->was_interrupted)
      words.emplace_back("the check was interrupted");
    return words.empty() ? "There is nothing to check." : fmt::format("{}.", fmt::join(words, "; "));
  }

  std::vector<Row> rows() const {
    std::vector<Row> all;
    for (const solver::PropertyAnswer& answer : report_.result->properties) {
      const Property& asked = system_[answer.property];
      const Told told = page::told(system_, answer);
      all.push_back({told.standing, told.word, title_of(asked), asked.name, property_id(asked)});
    }
    for (const solver::ScenarioAnswer& answer : report_.result->scenarios) {
      const Scenario& run = system_.scenarios[answer.scenario];
      const bool failed = answer.replay.failure.has_value();
      all.push_back({failed ? Standing::bad : Standing::good, failed ? "Not as expected" : "As expected",
                     run.doc.empty() ? in_words(run.name) : first_sentence(run.doc).first, run.name, scenario_id(run)});
    }
    for (const solver::ConflictFound& found : report_.result->conflicts)
      all.push_back({Standing::bad, "Contradiction", "A step that contradicts itself", system_[found.rule].name,
                     conflict_id(found)});
    for (const solver::UndecidedConflict& open : report_.result->undecided_conflicts)
      all.push_back({Standing::open, "Not decided", "Whether a step contradicts itself", system_[open.rule].name, ""});
    return all;
  }

  void properties(Kind kind, std::string_view heading, std::string_view words) {
    bool is_first = true;
    for (const solver::PropertyAnswer& answer : report_.result->properties) {
      const Property& asked = system_[answer.property];
      if ((asked.kind == PropertyKind::possible) != (kind == Kind::possible))
        continue;
      if (std::exchange(is_first, false)) {
        page_.element("h2", heading);
        page_.element("p", {{"class", "note"}}, words);
      }
      property(asked, answer);
    }
  }

  /// A card: verdict, title, what it says in the rule file, and what shows it.
  void card(const std::string& id, Standing standing, std::string_view word, const std::string& title,
            const std::string& name, const std::function<void()>& inside) {
    page_.element("article", {{"class", "card"}, {"id", id}}, [&] {
      page_.element("h3", [&] {
        badge(page_, standing, word);
        page_.text(" ").element("span", title);
      });
      page_.element("p", {{"class", "name"}}, [&] { page_.element("code", name); });
      inside();
    });
  }

  void property(const Property& asked, const solver::PropertyAnswer& answer) {
    const Told told = page::told(system_, answer);
    const std::string id = property_id(asked);
    card(id, told.standing, told.word, title_of(asked), fmt::format("{} {}", reports::word_for(asked), asked.name),
         [&] {
           paragraphs(page_, first_sentence(asked.doc).second);
           page_.element("p", {{"class", "verdict"}}, told.sentence);
           write_evidence(page_, lines_, system_, answer, id);
           page_.element("details", [&] {
             page_.element("summary", "How the rule file says it");
             page_.element("p", [&] { page_.element("code", reports::as_written(system_, asked)); });
             if (is_written(system_, asked.span))
               page_.element("p", {{"class", "place"}}, place_of(system_, asked.span));
           });
         });
  }

  void scenarios() {
    if (!report_.result->scenarios.empty())
      page_.element("h2", "Examples");
    for (const solver::ScenarioAnswer& answer : report_.result->scenarios) {
      const Scenario& run = system_.scenarios[answer.scenario];
      const auto& failure = answer.replay.failure;
      const auto [first, rest] = first_sentence(run.doc);
      card(scenario_id(run), failure ? Standing::bad : Standing::good, failure ? "Not as expected" : "As expected",
           run.doc.empty() ? in_words(run.name) : first, "scenario " + run.name, [&, rest = rest] {
             paragraphs(page_, rest);
             page_.element("p", {{"class", "verdict"}},
                           failure ? failure_in_words(*failure, answer.replay) : "The rules do as it says.");
             write_story(page_, lines_, system_, run, answer.replay,
                         {.id = scenario_id(run) + "-story",
                          .name = run.name,
                          .property = failure && failure->property ? &system_[*failure->property] : nullptr,
                          .has_wrong_outcome = failure && failure->code == "outcome"});
           });
    }
  }

  std::string failure_in_words(const ScenarioFailure& failure, const Replay& replay) const {
    const std::string place = place_of(system_, failure.span);
    const std::string where = place.empty() ? "" : fmt::format(" ({})", place);
    if (failure.code != "outcome")
      return fmt::format("The rules do otherwise: {}{}.", failure.message, where);
    const bool is_refused = replay.steps.back().refusal.has_value();
    return fmt::format("The rules do otherwise: they {} step {}, which should be {}{}.",
                       is_refused ? "refuse" : "allow", replay.steps.size(), is_refused ? "allowed" : "refused", where);
  }

  std::string conflict_id(const solver::ConflictFound& found) const {
    return id_ + "-conflict-" + identifier(system_[found.rule].name);
  }

  void conflicts() {
    if (!report_.result->conflicts.empty())
      page_.element("h2", "Steps that contradict themselves");
    for (const solver::ConflictFound& found : report_.result->conflicts) {
      const Scenario run = reports::bare(found.scenario);
      card(conflict_id(found), Standing::bad, "Contradiction", "A step that contradicts itself",
           system_[found.rule].name, [&] {
             page_.element("p", {{"class", "verdict"}},
                           "The last step both adds and removes one fact, or sets one value twice.");
             write_story(page_, lines_, system_, run, replay(system_, run),
                         {.id = conflict_id(found) + "-story", .name = system_[found.rule].name});
           });
    }
  }

  void saved() {
    if (report_.saved.empty())
      return;
    page_.element("h2", "Saved stories");
    page_.element("p", fmt::format("{} were run again.", reports::counted(report_.saved.size(), "saved story")));
    page_.element("ul", [&] {
      for (const reports::SavedReplay& replayed : report_.saved)
        if (replayed.failure)
          page_.element("li", [&] {
            badge(page_, Standing::bad, "Fails");
            page_.text(fmt::format(" {} ({}): {}", replayed.name, replayed.file, replayed.failure->message));
          });
    });
  }

  void warnings() {
    const std::vector<Diagnostic> all = reports::all_warnings(report_);
    if (all.empty())
      return;
    page_.element("h2", "Warnings");
    page_.element("ul", {{"class", "warnings"}}, [&] {
      for (const Diagnostic& warning : all)
        page_.element("li", [&] {
          page_.element("strong", warning.code);
          page_.text(": " + warning.message);
          if (is_written(system_, warning.span))
            page_.text(fmt::format(" ({})", place_of(system_, warning.span)));
        });
    });
  }

  Writer& page_;
  const reports::CheckReport& report_;
  const System& system_;
  std::string id_;
  SourceLines lines_;
};

std::string proved_in_words(const System& system, const solver::Proved& proved) {
  return fmt::format("It is proved{}, however many steps are taken.",
                     proved.looked_at ? "" : fmt::format(" for any number of {}", reports::sorts_in_words(system)));
}

std::string bounded_in_words(const System& system, const solver::Bounded& bounded) {
  return fmt::format("Nothing was found within {}, for {}. That is no proof.", reports::counted(bounded.steps, "step"),
                     bounded.sizes.empty() ? "any number of " + reports::sorts_in_words(system)
                                           : "at most " + reports::sizes_in_words(system, bounded.sizes));
}

void write_keeping(Writer& page, const System& system, const Property& asked, const solver::Proved& proved) {
  if (proved.keeping.empty())
    return;
  page.element("p", "Each rule keeps it, because:");
  page.element("ul", {{"class", "facts"}}, [&] {
    for (const solver::Keeping& each : proved.keeping)
      page.element("li", [&] {
        const Rule& rule = system[each.rule];
        page.element("strong", rule.name);
        if (each.requirements.empty() && each.parts.empty())
          page.text(": whatever held before");
        page.element("ul", {{"class", "facts"}}, [&] {
          for (const std::size_t requirement : each.requirements)
            page.element("li", [&] {
              const Requirement& clause = rule.requirements[requirement];
              page.text("it requires ").element("code", print(system, clause.formula));
              page.text(" ").element("span", {{"class", "place"}}, place_of(system, clause.span));
            });
          for (const std::size_t part : each.parts)
            page.element("li", [&] {
              page.text("before it held: ");
              page.element("code", reports::part_of_invariant(system, asked, proved.invariant[part]));
            });
        });
      });
  });
}

void write_proof(Writer& page, const System& system, const Property& asked, const solver::Proved& proved) {
  if (proved.looked_at) {
    page.element("p", fmt::format("All {} were looked at.", reports::counted(*proved.looked_at, "reachable state")));
    return;
  }
  page.element("details", {{"class", "proof"}}, [&] {
    page.element("summary", "What the proof rests on");
    page.element("p", "This holds at the start, and every step of every rule keeps it:");
    page.element("ul", {{"class", "facts"}}, [&] {
      for (const Formula& part : reports::told_invariant(system, asked, proved))
        page.element("li", [&] { page.element("code", reports::part_of_invariant(system, asked, part)); });
    });
    if (proved.k > 1)
      page.element("p", fmt::format("It takes {} steps together to show it ({}-inductive).", proved.k, proved.k));
    write_keeping(page, system, asked, proved);
  });
}

} // namespace

std::string title_of(const Declared& declared) {
  return declared.doc.empty() ? in_words(declared.name) : first_sentence(declared.doc).first;
}

Told told(const System& system, const solver::PropertyAnswer& answer) {
  const Property& asked = system[answer.property];
  const bool is_use = asked.kind == PropertyKind::possible;
  return std::visit(
      overload{
          [&](const solver::Shown& shown) -> Told {
            const std::string steps = reports::counted(shown.steps, "step");
            if (is_use)
              return {Standing::good, "Possible",
                      shown.steps == 0 ? "It is so at the start." : fmt::format("It takes {}.", steps)};
            return {Standing::bad, "Broken",
                    shown.steps == 0 ? "It is broken at the start, before anybody does anything."
                                     : fmt::format("The rules let it happen: {} {} enough.", steps,
                                                   shown.steps == 1 ? "is" : "are")};
          },
          [&](const solver::Proved& proved) -> Told {
            if (is_use)
              return {Standing::bad, "Impossible", "No steps lead to it. " + proved_in_words(system, proved)};
            return {Standing::good, "Kept", proved_in_words(system, proved)};
          },
          [&](const solver::Bounded& bounded) -> Told {
            return {Standing::open, "Not proved", bounded_in_words(system, bounded)};
          },
          [&](const solver::Unknown& unknown) -> Told {
            return {Standing::open, "Not decided",
                    unknown.reason.empty() ? "It is not known." : fmt::format("It is not known: {}.", unknown.reason)};
          },
      },
      answer.verdict);
}

void write_evidence(Writer& page, SourceLines& lines, const System& system, const solver::PropertyAnswer& answer,
                    const std::string& id) {
  const Property& asked = system[answer.property];
  std::visit(
      overload{
          [&](const solver::Shown& shown) {
            const Scenario run = reports::bare(shown.scenario);
            const bool is_broken = asked.kind != PropertyKind::possible;
            write_story(page, lines, system, run, replay(system, run),
                        {.id = id + "-story",
                         .name = title_of(asked),
                         .property = is_broken ? &asked : nullptr,
                         .ending = title_of(asked)});
            if (!shown.is_smallest)
              page.element("p", {{"class", "note"}}, fmt::format("A shorter story may exist: {}.", shown.unproved));
          },
          [&](const solver::Proved& proved) { write_proof(page, system, asked, proved); },
          [&](const solver::Bounded& bounded) {
            if (!bounded.reason.empty())
              page.element("p", {{"class", "note"}}, fmt::format("Why not more: {}.", bounded.reason));
          },
          [&](const solver::Unknown&) {},
      },
      answer.verdict);
}

void write_assumptions(Writer& page, const System& system, const std::string& id) {
  if (system.assumptions.empty() && system.inits.empty())
    return;
  page.element("section", {{"id", id}}, [&] {
    page.element("h2", "What is taken for granted");
    page.element("p", {{"class", "note"}}, "The service must see to these; the rules do not.");
    page.element("ul", {{"class", "facts"}}, [&] {
      const auto write = [&](std::string_view word, const Constraint& constraint) {
        page.element("li", [&] {
          page.text(word).text(": ").element("code", print(system, constraint.formula));
          if (is_written(system, constraint.span))
            page.text(" ").element("span", {{"class", "place"}}, place_of(system, constraint.span));
        });
      };
      for (const Constraint& constraint : system.assumptions)
        write("always", constraint);
      for (const Constraint& constraint : system.inits)
        write("at the start", constraint);
    });
  });
}

std::string check_page(const std::vector<CheckedFile>& files) {
  const bool is_one = files.size() == 1;
  const std::string what =
      is_one && files.front().report ? in_words(files.front().report->system->name) : std::string("Rules");
  return whole_page(what + ": what the rules promise", [&](Writer& page) {
    page.element("h1", fmt::format("{}: what the rules promise", what));
    for (std::size_t i = 0; i < files.size(); ++i) {
      const CheckedFile& each = files[i];
      page.element(is_one ? "p" : "h2", {{"class", "file"}}, [&] { page.element("code", each.file); });
      if (each.report) {
        FilePage(page, *each.report, fmt::format("f{}", i + 1)).write();
        continue;
      }
      page.element("p", [&] {
        badge(page, Standing::open, "Not checked");
        page.text(" These rules were not checked.");
      });
      page.element("pre", {{"tabindex", "0"}}, each.why_not);
    }
  });
}

} // namespace chaperone::page
