// See diff_page.hpp.
#include "generators/page/diff_page.hpp"

#include "generators/page/shell.hpp"
#include "generators/page/story.hpp"

#include "generators/differences/parts.hpp"
#include "model/rules/system.hpp"

#include <fmt/format.h>

namespace chaperone::page {
namespace {

using differences::Part;
using differences::Weight;
using model::comparison::Side;

Standing standing_of(const Part& part) {
  switch (part.weight) {
  case Weight::looser:
  case Weight::worse:
  case Weight::broken:
  case Weight::both:
    return Standing::bad;
  case Weight::open:
    return Standing::open;
  case Weight::stricter:
  case Weight::neither:
    break;
  }
  return part.style == reports::Style::good && part.weight == Weight::neither ? Standing::good : Standing::note;
}

class DiffPage {
public:
  DiffPage(Writer& page, const differences::DiffReport& report)
      : page_(page), report_(report), parts_(differences::parts_of(report, reports::Painter(false), false)),
        old_lines_(*report.before), new_lines_(*report.after) {}

  void write() {
    page_.element("h1", fmt::format("{}: what the rule change comes to", in_words(report_.after->name)));
    page_.element("p", {{"class", "file"}}, [&] {
      page_.text("from ").element("code", report_.old_file);
      page_.text(" to ").element("code", report_.new_file);
    });
    page_.element("p", {{"class", "headline"}}, [&] {
      badge(page_, standing_of(parts_.verdict), parts_.verdict.word);
      page_.text(parts_.verdict.rest.starts_with(", ") ? " " + parts_.verdict.rest.substr(2) + "." : "");
    });
    section("What differs", parts_.changes);
    properties();
    section("Who can come to what", parts_.reaches);
    section("What is lost", parts_.lost);
  }

private:
  void section(std::string_view heading, const std::vector<Part>& parts) {
    if (parts.empty())
      return;
    page_.element("h2", heading);
    for (const Part& part : parts)
      card(part);
  }

  void card(const Part& part) {
    const std::string id = fmt::format("p{}", ++cards_);
    page_.element("article", {{"class", "card"}, {"id", id}}, [&] {
      page_.element("h3", [&] {
        badge(page_, standing_of(part), part.word);
        page_.text(fmt::format(" {}{}", part.what, part.rest));
      });
      if (part.side && is_written(report_.system(*part.side), part.span))
        page_.element("p", {{"class", "place"}}, place_of(report_.system(*part.side), part.span));
      if (part.shown != nullptr)
        story(*part.shown, id);
      if (part.body.empty())
        return;
      page_.element("details", part.shown == nullptr ? Attributes{{"open", ""}} : Attributes{}, [&] {
        page_.element("summary", part.shown == nullptr ? "In full" : "In full, with both sides of the last step");
        page_.element("pre", {{"tabindex", "0"}}, part.body);
      });
    });
  }

  void story(const solver::comparison::Shown& shown, const std::string& id) {
    const model::System& system = report_.system(shown.side);
    const model::Scenario run = reports::bare(shown.run);
    Telling telling{.id = id + "-story", .name = fmt::format("a run of {}", report_.file(shown.side))};
    if (!run.items.empty()) {
      telling.said.resize(run.items.size());
      telling.said.back() = fmt::format("{} allow it. This is where the two differ.",
                                        shown.side == Side::after ? "The new rules" : "The old rules");
    }
    write_story(page_, shown.side == Side::after ? new_lines_ : old_lines_, system, run, replay(system, run), telling);
    if (!shown.is_smallest)
      page_.element("p", {{"class", "note"}}, "A shorter story may exist.");
  }

  void properties() {
    if (parts_.properties.empty())
      return;
    page_.element("h2", "Promises and uses");
    page_.element("ul", {{"class", "facts"}}, [&] {
      for (const Part& part : parts_.properties)
        page_.element("li", [&] {
          page_.element("code", part.what);
          page_.text(": ").element(part.weight == Weight::worse || part.weight == Weight::broken ? "strong" : "span",
                                   part.word);
          page_.text(part.rest);
        });
    });
  }

  Writer& page_;
  const differences::DiffReport& report_;
  const differences::Parts parts_;
  SourceLines old_lines_, new_lines_;
  std::size_t cards_ = 0;
};

} // namespace

std::string diff_page(const differences::DiffReport& report) {
  return whole_page(in_words(report.after->name) + ": what the rule change comes to",
                    [&](Writer& page) { DiffPage(page, report).write(); });
}

} // namespace chaperone::page
