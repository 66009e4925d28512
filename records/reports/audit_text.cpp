// The text report of `audit`.
#include "records/reports/audit_report.hpp"

#include "generators/reports/check_report.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

namespace chaperone::records {
namespace {

using reports::counted;
using reports::Style;

class Text {
public:
  Text(const AuditReport& report, const reports::Painter& painter, bool is_quiet)
      : report_(report), painter_(painter), is_quiet_(is_quiet), names_(*report.store, report.has_pseudonyms) {}

  std::string write() {
    for (const PromiseAudit& promise : report_.audit->promises) {
      if (!text_.empty() && !is_quiet_)
        text_ += "\n";
      tell(promise);
    }
    if (report_.audit->promises.empty() && !report_.audit->was_cut)
      text_ += "nothing to judge: there is no `never` and no `always`\n";
    if (report_.repair != nullptr)
      text_ += repair_text(report_, painter_, is_quiet_, names_);
    if (!is_quiet_)
      summary();
    if (report_.audit->was_cut)
      text_ += "the audit did not come to its end: what is not listed above was not judged\n";
    return text_;
  }

private:
  static Style style_of(const PromiseAudit& promise) {
    const std::string word = word_for(promise);
    return word == "broken" ? Style::bad : word == "kept" ? Style::good : Style::doubtful;
  }

  void tell(const PromiseAudit& promise) {
    const model::Property& property = report_.system()[promise.property];
    text_ += fmt::format("{} {}: {}", reports::word_for(property), painter_.paint(Style::bold, property.name),
                         painter_.paint(style_of(promise), word_for(promise)));
    if (promise.not_judged) {
      text_ += fmt::format(": {}\n", *promise.not_judged);
      return;
    }
    std::string counts;
    const auto add = [&](const Cases& cases, const char* word) {
      if (cases.count > 0)
        counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", cases.count, word);
    };
    add(promise.broken, "broken");
    add(promise.possibly_broken, "possibly broken");
    add(promise.one_step_away, "one step away");
    text_ += counts.empty() ? "\n" : fmt::format(" ({})\n", counts);
    if (is_quiet_)
      return;
    for (const std::string& open : promise.open)
      text_ += fmt::format("  {}: {}\n", painter_.paint(Style::doubtful, "undecided"), open);
    list(promise, CaseClass::broken, promise.broken, "broken");
    if (const std::string words = origin_in_words(promise); !words.empty())
      text_ += fmt::format("    {}\n", words);
    list(promise, CaseClass::possibly_broken, promise.possibly_broken, "possibly broken");
    list(promise, CaseClass::one_step_away, promise.one_step_away, "one step away");
    for (const std::string& why : promise.not_ahead)
      text_ += fmt::format("  whether one step breaks it was not looked at to the end, by {}\n", why);
  }

  void list(const PromiseAudit& promise, CaseClass kind, const Cases& cases, const char* word) {
    if (cases.count == 0)
      return;
    std::string different;
    for (std::size_t i = 0; i < cases.different.size(); ++i) {
      const model::SortId sort = report_.system()[promise.leading[i]].sort;
      different += fmt::format("{}{} as {}", i == 0 ? "" : ", ",
                               counted(cases.different[i], report_.system()[sort].name), promise.names[i]);
    }
    text_ += fmt::format("  {}: {}{}\n", word, counted(cases.count, "case"),
                         different.empty() ? "" : fmt::format(" with {}", different));
    if (kind == CaseClass::one_step_away)
      for (std::size_t rule = 0; rule < promise.by_rule.size(); ++rule)
        if (promise.by_rule[rule] > 0)
          text_ += fmt::format("    by {}: {}\n", report_.system().rules[rule].name, promise.by_rule[rule]);
    std::size_t told = 0;
    for (const Case& it : promise.listed)
      if (it.kind == kind) {
        tell(promise, it);
        ++told;
      }
    if (told < cases.count)
      text_ += fmt::format("    and {} more (--limit)\n", cases.count - told);
  }

  void tell(const PromiseAudit& promise, const Case& it) {
    const std::string sentence = sentence_of(report_, promise, it, names_);
    if (it.deed)
      text_ += fmt::format("    {}", model::visible(sentence_of(report_, *it.deed, names_)));
    if (!sentence.empty())
      text_ += fmt::format("{}{}", it.deed ? ": then " : "    ", model::visible(sentence));
    for (std::size_t i = 0; i < it.rests_on.size(); ++i)
      text_ += fmt::format("{}{}", i == 0 ? "; not known: " : ", ",
                           model::visible(text_of(report_, it.rests_on[i], names_)));
    text_ += "\n";
    if (!it.deed)
      return;
    const Slip slip = slip_of(report_, it, names_);
    std::vector<std::string> words;
    if (!slip.passed.empty())
      words.push_back(model::visible(fmt::format("it passes {}", fmt::join(slip.passed, " and "))));
    for (const auto& [one, other] : slip.unseen)
      words.push_back(model::visible(fmt::format("no requirement looks at {} and {} together", one, other)));
    if (!words.empty())
      text_ += fmt::format("      {}\n", fmt::join(words, "; "));
  }

  void summary() {
    std::size_t broken = 0, possible = 0, near = 0, not_ahead = 0;
    for (const PromiseAudit& promise : report_.audit->promises) {
      broken += promise.broken.count;
      possible += promise.possibly_broken.count;
      near += promise.one_step_away.count;
      not_ahead += promise.not_ahead.empty() ? 0 : 1;
    }
    text_ += fmt::format("\n{}: {} broken, {} possibly broken, {} one step away\n", report_.system().name, broken,
                         possible, near);
    if (near > 0)
      text_ += "a step that somebody can take now breaks a promise: see `one step away`\n";
    if (not_ahead > 0)
      text_ += fmt::format("whether one step breaks {} was not looked at to the end\n",
                           not_ahead == 1 ? "one promise" : fmt::format("{} promises", not_ahead));
  }

  const AuditReport& report_;
  const reports::Painter& painter_;
  bool is_quiet_;
  Naming names_;
  std::string text_;
};

} // namespace

std::string audit_text(const AuditReport& report, const reports::Painter& painter, bool is_quiet) {
  return Text(report, painter, is_quiet).write();
}

} // namespace chaperone::records
