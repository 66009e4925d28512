// See conform_page.hpp.
#include "generators/page/conform_page.hpp"

#include "generators/page/drawing.hpp"
#include "generators/page/shell.hpp"
#include "generators/page/story.hpp"

#include "generators/conformance/finding_text.hpp"
#include "generators/conformance/undecided_text.hpp"
#include "generators/conformance/verdict_text.hpp"
#include "generators/story/text.hpp"
#include "model/print/printer.hpp"

#include <fmt/format.h>

namespace chaperone::page {
namespace {

using namespace model;

Standing standing_of(const conformance::Answer& answer) {
  const std::string verdict = conformance::verdict_of(answer);
  return verdict == "conforms" ? Standing::good : verdict == "differs" ? Standing::bad : Standing::open;
}

std::string word_for(const conformance::Answer& answer) {
  const std::string verdict = conformance::verdict_of(answer);
  return verdict == "conforms"      ? "Conforms"
         : verdict == "differs"     ? "Differs"
         : verdict == "nothing_run" ? "Nothing was run"
                                    : "Not decided";
}

class ConformPage {
public:
  ConformPage(Writer& page, const conformance::Report& report)
      : page_(page), report_(report), system_(*report.system), lines_(system_) {}

  void write() {
    const conformance::Answer& answer = *report_.answer;
    page_.element("h1", fmt::format("{}: the service beside its rules", in_words(system_.name)));
    page_.element("p", {{"class", "file"}}, [&] { page_.element("code", report_.file); });
    page_.element("p", {{"class", "headline"}}, [&] {
      badge(page_, standing_of(answer), word_for(answer));
      page_.text(" " + conformance::verdict_text(report_, reports::Painter(false)));
    });
    if (report_.was_interrupted)
      page_.element("p", "The run was interrupted.");
    page_.element("p", [&] {
      page_.text("The service was reached by ");
      page_.element("code", report_.command);
    });
    findings();
    accepted();
    trials();
    rules();
  }

private:
  void findings() {
    if (report_.answer->findings.empty())
      return;
    page_.element("h2", "What the service does otherwise");
    for (std::size_t i = 0; i < report_.answer->findings.size(); ++i)
      finding(report_.answer->findings[i], fmt::format("d{}", i + 1));
  }

  void finding(const conformance::Finding& found, const std::string& id) {
    const Scenario form = conformance::saved_form(found);
    page_.element("article", {{"class", "card"}, {"id", id}}, [&] {
      page_.element("h3", [&] {
        badge(page_, Standing::bad, "Differs");
        page_.text(fmt::format(" The service {}: {}", conformance::in_words(*found.run.difference),
                               system_[found.run.steps.back().action.rule].name));
      });
      page_.element("p", {{"class", "name"}}, [&] { page_.element("code", form.name); });
      std::vector<std::string> broken;
      for (const PropertyId each : found.run.difference->broken)
        broken.push_back(system_[each].name);
      if (!broken.empty())
        page_.element("p", {{"class", "verdict"}}, fmt::format("This breaks {}.", list_names(broken)));
      page_.element("p", fmt::format("Found in {}.", conformance::list_some(found.found_in, 5)));
      tell(found, id);
    });
  }

  /// The way there, then the step that differs with both sides beside each other, all with the same places.
  void tell(const conformance::Finding& found, const std::string& id) {
    const std::size_t odd = found.run.difference->kind == conformance::Kind::race ? 2 : 1;
    const std::size_t before = found.run.steps.size() - odd;
    Replay way{found.run.layout, found.run.start, {}, {}}, all = way;
    for (std::size_t i = 0; i < found.run.steps.size(); ++i) {
      const conformance::SeenStep& step = found.run.steps[i];
      const auto state = [&](Replay& into, const State& after) {
        into.steps.push_back({step.action, Outcome::allowed, std::nullopt, after});
      };
      if (i < before)
        state(way, step.goes_on_from());
      state(all, step.rules_after);
      state(all, step.seen_after);
    }
    const std::optional<Board> board = lay_out(*found.trial.system, all);
    if (before > 0)
      write_story(page_, lines_, *found.trial.system, conformance::story_before(found), way,
                  {.id = id + "-story",
                   .name = "the way there",
                   .has_pictures = board.has_value(),
                   .has_rules = false,
                   .board = board ? &*board : nullptr});
    last_step(found, board, before == 0 ? found.run.start : way.steps.back().after);
  }

  void last_step(const conformance::Finding& found, const std::optional<Board>& board, const State& before) {
    const conformance::SeenStep& last = found.run.steps.back();
    const bool is_race = found.run.difference->kind == conformance::Kind::race;
    const reports::Cast cast{*found.trial.system, found.trial.population};
    page_.element("h4", is_race ? std::string("Then two steps at once")
                                : fmt::format("Then: {}", reports::sentence_of(cast, last.action)));
    const std::vector<conformance::Side> sides = conformance::sides_of(found);
    page_.element("div", {{"class", "sides"}}, [&] {
      for (std::size_t i = 0; i < sides.size(); ++i)
        page_.element("div", {{"class", "side"}}, [&] {
          page_.element("h5", in_words(sides[i].name));
          page_.element("ul", {{"class", "facts"}}, [&] {
            for (const std::string& line : sides[i].lines)
              page_.element("li", line);
          });
          if (board && !is_race)
            page_.element("div", {{"class", "frame"}}, [&] {
              draw(page_, *board,
                   {.before = &before,
                    .now = i + 1 == sides.size() ? &last.seen_after : &last.rules_after,
                    .in_words = fmt::format("Picture of what {} have then. The list says the same.", sides[i].name)});
            });
        });
    });
    const Rule& rule = (*found.trial.system)[last.action.rule];
    std::map<Span, std::vector<Remark>> remarks;
    if (last.refusal)
      remarks[rule.requirements[last.refusal->requirement].span].push_back(
          {Remark::Kind::refused, "the rules refuse the step here"});
    page_.element("details", [&] {
      page_.element("summary", fmt::format("The rule: {}", rule.name));
      lines_.write(page_, rule.span, remarks);
    });
  }

  void accepted() {
    if (report_.settings->accepted.empty())
      return;
    page_.element("h2", "Deviations that are accepted");
    page_.element("ul", [&] {
      for (std::size_t i = 0; i < report_.settings->accepted.size(); ++i) {
        const conformance::Deviation& each = report_.settings->accepted[i];
        const conformance::AcceptedCount& count = report_.answer->accepted[i];
        page_.element("li", fmt::format("The service {}: {} ({}); {}.", conformance::sentence_for(each.shape.kind),
                                        list_names(each.shape.rules), each.trial.name,
                                        count.seen > 0  ? "seen in this run"
                                        : count.is_gone ? "gone"
                                                        : "not seen in this run"));
      }
    });
  }

  void trials() {
    const conformance::Counts counts = conformance::counts_of(*report_.answer);
    page_.element("h2", "What was run");
    page_.element("p", fmt::format("{} on the service. {} as the rules have it, {} otherwise, {} undecided.",
                                   reports::counted(report_.answer->steps, "step"), counts.conform, counts.differ,
                                   counts.undecided));
    const std::string undecided = conformance::undecided_text(*report_.answer, reports::Painter(false), false);
    if (!undecided.empty())
      page_.element("pre", {{"tabindex", "0"}}, undecided);
    if (report_.answer->trials.empty())
      return;
    page_.element("details", [&] {
      page_.element("summary", "Each scenario and walk");
      page_.element("ul", {{"class", "summary"}}, [&] {
        for (const conformance::TrialAnswer& each : report_.answer->trials)
          page_.element("li", [&] {
            badge(page_,
                  each.conforms()  ? Standing::good
                  : each.differs() ? Standing::bad
                                   : Standing::open,
                  each.conforms()  ? "Conforms"
                  : each.differs() ? "Differs"
                                   : "Not decided");
            page_.element("span", each.trial.name);
          });
      });
    });
  }

  void rules() {
    page_.element("h2", "How often each rule was tried");
    page_.element("table", [&] {
      page_.element("thead", [&] {
        page_.element("tr", [&] {
          for (const char* title : {"rule", "allowed", "refused"})
            page_.element("th", {{"scope", "col"}}, title);
        });
      });
      page_.element("tbody", [&] {
        for (std::size_t r = 0; r < system_.rules.size(); ++r)
          page_.element("tr", [&] {
            page_.element("th", {{"scope", "row"}}, system_.rules[r].name);
            page_.element("td", std::to_string(report_.answer->rules[r].allowed));
            page_.element("td", std::to_string(report_.answer->rules[r].refused));
          });
      });
    });
    if (!report_.answer->not_shown.empty())
      page_.element("p", fmt::format("Not shown by the service, and so not compared: {}.",
                                     list_names(report_.answer->not_shown)));
  }

  Writer& page_;
  const conformance::Report& report_;
  const System& system_;
  SourceLines lines_;
};

} // namespace

std::string conform_page(const conformance::Report& report) {
  return whole_page(in_words(report.system->name) + ": the service beside its rules",
                    [&](Writer& page) { ConformPage(page, report).write(); });
}

} // namespace chaperone::page
