// See explain_page.hpp.
#include "generators/page/explain_page.hpp"

#include "generators/page/check_page.hpp"
#include "generators/page/story.hpp"

#include "generators/story/text.hpp"
#include "model/print/printer.hpp"

#include <fmt/format.h>

namespace chaperone::page {
namespace {

using namespace model;
using explanations::ClauseRoles;
using solver::explanation::Reliance;
using solver::explanation::Role;

class ExplainPage {
public:
  ExplainPage(Writer& page, const explanations::ExplainReport& report)
      : page_(page), report_(report), system_(report.system()), lines_(system_) {}

  void write() {
    page_.element("h1", fmt::format("{}: what each promise rests on", in_words(system_.name)));
    page_.element("p", {{"class", "file"}}, [&] { page_.element("code", report_.file); });
    summary(page_, rows());
    if (!report_.violations.empty())
      page_.element("h2", "Why promises break");
    for (const solver::PropertyAnswer& answer : report_.found->checked.properties)
      if (report_.violations.contains(answer.property))
        violation(answer);
    clauses();
    prevented();
  }

private:
  std::string id_of(PropertyId property) const { return "broken-" + identifier(system_[property].name); }

  std::vector<Row> rows() const {
    std::vector<Row> all;
    for (const solver::PropertyAnswer& answer : report_.found->checked.properties) {
      const Property& asked = system_[answer.property];
      const Told told = page::told(system_, answer);
      all.push_back({told.standing, told.word, title_of(asked), asked.name,
                     report_.violations.contains(answer.property) ? id_of(answer.property) : ""});
    }
    return all;
  }

  void violation(const solver::PropertyAnswer& answer) {
    const std::string id = id_of(answer.property);
    page_.element("article", {{"class", "card"}, {"id", id}}, [&] {
      page_.element("h3", title_of(system_[answer.property]));
      write_evidence(page_, lines_, system_, answer, id);
      page_.element("details", [&] {
        page_.element("summary", "What the run needs, and what lets all such runs through");
        page_.element("pre", {{"tabindex", "0"}},
                      explanations::violation_text(report_, answer, reports::Painter(false)));
      });
    });
  }

  void clauses() {
    page_.element("h2", "Line by line");
    page_.element("table", [&] {
      page_.element("thead", [&] {
        page_.element("tr", [&] {
          for (const char* title : {"line", "clause", "what rests on it"})
            page_.element("th", {{"scope", "col"}}, title);
        });
      });
      page_.element("tbody", [&] {
        for (const ClauseRoles& each : clauses_told(report_))
          if (!each.roles.empty())
            clause(each);
      });
    });
  }

  void clause(const ClauseRoles& told) {
    const Clause& clause = report_.found->clauses[told.clause];
    page_.element("tr", [&] {
      page_.element("td", {{"class", "place"}}, place_of(system_, clause.span));
      page_.element("td", [&] {
        if (clause.is_in_rule())
          page_.text(system_[clause.rule].name + ": ");
        page_.element("code", words_of(system_, clause));
      });
      page_.element("td", [&] { roles(told, clause); });
    });
  }

  void roles(const ClauseRoles& told, const Clause& clause) {
    bool is_silent = true;
    const auto say = [&](Role role, std::string_view words) {
      std::vector<std::string> names;
      for (const Reliance* each : told.roles)
        if (each->role == role)
          names.push_back(system_[each->property].name + (each->reason.empty() ? "" : " (" + each->reason + ")"));
      if (!names.empty())
        page_.element("p", [&] {
          page_.element(role == Role::load_bearing ? "strong" : "span", words);
          page_.text(" " + list_names(names));
        });
      is_silent = is_silent && names.empty();
    };
    say(Role::load_bearing, "load-bearing for");
    say(Role::shared, "shared, for");
    say(Role::needed_for_use, "needed for the use of");
    say(Role::undecided, "undecided for");
    if (is_silent)
      page_.text(clause.kind == Clause::Kind::requirement ? "idle: no proof rests on it"
                                                          : "no verdict changes without it");
  }

  /// What the rules without a load-bearing clause permit.
  void prevented() {
    std::size_t number = 0;
    for (const ClauseRoles& told : clauses_told(report_))
      for (const Reliance* each : told.roles)
        if (each->permits)
          permitted(*each, ++number);
  }

  void permitted(const Reliance& each, std::size_t number) {
    if (number == 1)
      page_.element("h2", "What each line prevents");
    const Clause& clause = report_.found->clauses[each.clause];
    const System changed = without(system_, report_.found->clauses, {each.clause});
    const Scenario run = reports::bare(each.permits->scenario);
    const bool is_use = system_[each.property].kind == PropertyKind::possible;
    page_.element("article", {{"class", "card"}}, [&] {
      page_.element("h3", [&] {
        page_.text("Without ").element("code", words_of(system_, clause));
        page_.text(fmt::format(" ({}), {} is {}", place_of(system_, clause.span), system_[each.property].name,
                               is_use ? "reached" : "broken"));
      });
      SourceLines lines(changed);
      page_.element("details", [&] {
        page_.element("summary", fmt::format("The story, in {}", reports::counted(each.permits->steps, "step")));
        write_story(page_, lines, changed, run, replay(changed, run),
                    {.id = fmt::format("permits{}", number),
                     .name = "without " + words_of(system_, clause),
                     .has_pictures = page_.str().size() < most_drawn,
                     .has_rules = false});
      });
    });
  }

  static constexpr std::size_t most_drawn = 1'400'000; ///< bytes of the page so far

  Writer& page_;
  const explanations::ExplainReport& report_;
  const System& system_;
  SourceLines lines_;
};

} // namespace

std::string explain_page(const explanations::ExplainReport& report) {
  return whole_page(in_words(report.system().name) + ": what each promise rests on",
                    [&](Writer& page) { ExplainPage(page, report).write(); });
}

} // namespace chaperone::page
