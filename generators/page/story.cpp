// See story.hpp.
#include "generators/page/story.hpp"

#include "generators/page/drawing.hpp"

#include "generators/story/blame_words.hpp"
#include "model/print/printer.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace chaperone::page {
namespace {

using namespace model;
using reports::Blame;
using reports::Change;
using reports::Reason;
using reports::Story;
using reports::StoryStep;

/// At most so many names or facts are listed one by one.
constexpr std::size_t most_listed = 60;
constexpr std::size_t longest_sentence = 600;

/// The first of many, and how many more there are.
std::vector<std::string> first_of(std::vector<std::string> words) {
  const std::size_t all = words.size();
  if (all > most_listed) {
    words.resize(most_listed);
    words.push_back(fmt::format("and {} more", all - most_listed));
  }
  return words;
}

/// The fact that a reason states, if it states one.
std::optional<Given> fact_of(const Reason& reason) {
  const auto indices = [](const std::vector<Term>& terms) {
    std::optional<std::vector<std::uint32_t>> result{std::in_place};
    for (const Term& term : terms)
      if (const auto* value = std::get_if<Value>(&term); value && result)
        result->push_back(value->index);
      else
        result.reset();
    return result;
  };
  if (const auto* atom = std::get_if<Atom>(&reason.statement->kind))
    if (auto args = indices(atom->args))
      return GivenTuple{atom->relation, std::move(*args)};
  const auto* equal = std::get_if<Equal>(&reason.statement->kind);
  if (equal == nullptr)
    return std::nullopt;
  const auto* applied = std::get_if<std::shared_ptr<const Application>>(&equal->left);
  const auto* value = std::get_if<Value>(&equal->right);
  if (applied == nullptr || value == nullptr)
    return std::nullopt;
  if (auto args = indices((*applied)->args))
    return GivenValue{(*applied)->function, std::move(*args), value->index};
  return std::nullopt;
}

class StoryWriter {
public:
  StoryWriter(Writer& page, SourceLines& lines, const System& system, Story story, const Replay& replay,
              const Telling& telling)
      : page_(page), lines_(lines), system_(system), replay_(replay), telling_(telling), story_(std::move(story)) {
    if (telling.board == nullptr && telling.has_pictures)
      own_board_ = lay_out(system, replay);
    board_ = telling.board != nullptr ? telling.board : own_board_ ? &*own_board_ : nullptr;
    if (telling.property != nullptr)
      blame_ = reports::find_blame(system, *telling.property, replay);
  }

  void write() {
    page_.element("div",
                  {{"class", "story"},
                   {"id", telling_.id},
                   {"role", "group"},
                   {"aria-label", fmt::format("Story: {}", telling_.name)}},
                  [&] {
                    controls();
                    page_.element("ol", {{"class", "moments"}}, [&] {
                      start();
                      for (std::size_t i = 0; i < story_.steps.size(); ++i)
                        step(i);
                      if (blame_)
                        ending();
                    });
                    if (board_ != nullptr)
                      legend();
                    else if (telling_.has_pictures && has_individuals())
                      page_.element("p", {{"class", "note"}},
                                    "There are too many individuals or facts for a picture that one could read.");
                  });
  }

private:
  bool has_individuals() const {
    return std::ranges::any_of(system_.sorts, [](const Sort& sort) { return !sort.is_enum; });
  }

  /// Shown by the script alone.
  void controls() {
    page_.element("div", {{"class", "controls"}, {"hidden", ""}}, [&] {
      page_.element("button", {{"type", "button"}, {"class", "back"}}, "← Back");
      page_.element("button", {{"type", "button"}, {"class", "next"}}, "Next →");
      page_.element("p", {{"class", "where"}, {"role", "status"}}, "");
    });
  }

  void moment(const std::string& kind, const std::string& count, const std::string& title,
              const std::function<void()>& inside) {
    page_.element("li", {{"class", "moment " + kind}, {"data-count", count}}, [&] {
      page_.element("h4", [&] {
        page_.element("span", {{"class", "count"}}, count + ": ");
        page_.text(title);
      });
      inside();
    });
  }

  void picture(const Picture& picture) {
    if (board_ != nullptr)
      page_.element("div", {{"class", "frame"}}, [&] { draw(page_, *board_, picture); });
  }

  void start() {
    moment("start", "Start", "who is there, and what holds", [&] {
      page_.element("div", {{"class", "scene"}}, [&] {
        picture({.now = &replay_.start, .in_words = "Picture of the start. The list says the same in words."});
        page_.element("div", {{"class", "words"}}, [&] {
          page_.element("ul", {{"class", "facts"}}, [&] { people(); });
          given();
        });
      });
    });
  }

  void people() {
    for (std::size_t s = 0; s < system_.sorts.size(); ++s)
      if (!system_.sorts[s].is_enum)
        page_.element(
            "li", fmt::format("{}: {}", system_.sorts[s].name, fmt::join(first_of(story_.population.names[s]), ", ")));
  }

  void given() {
    if (story_.given.empty())
      return;
    page_.element("p", "What holds at the start:");
    std::vector<std::string> facts;
    for (const Given& given : story_.given)
      facts.push_back(print(story_.cast(), given));
    page_.element("ul", {{"class", "facts"}}, [&] {
      for (const std::string& fact : first_of(std::move(facts)))
        page_.element("li", [&] { page_.element("code", fact); });
    });
  }

  const State& before(std::size_t step) const { return step == 0 ? replay_.start : replay_.steps[step - 1].after; }

  void step(std::size_t index) {
    const StoryStep& told = story_.steps[index];
    const bool is_refused = told.outcome == Outcome::refused;
    moment(is_refused ? "refused" : "step", fmt::format("Step {} of {}", index + 1, story_.steps.size()),
           excerpt(told.sentence, longest_sentence), [&] {
             page_.element("div", {{"class", "scene"}}, [&] {
               picture({.before = &before(index),
                        .now = &replay_.steps[index].after,
                        .acting = acting(told.action),
                        .in_words = fmt::format("Picture after step {}. The list says the same in words.", index + 1)});
               page_.element("div", {{"class", "words"}}, [&] {
                 outcome(told, index);
                 changes(told);
               });
             });
             rule(told, is_wrong(index));
           });
  }

  bool is_wrong(std::size_t index) const { return telling_.has_wrong_outcome && index + 1 == story_.steps.size(); }

  void outcome(const StoryStep& told, std::size_t index) {
    if (told.is_conflict)
      page_.element("p", {{"class", "outcome bad"}}, "The step contradicts itself: no service can do it.");
    else if (told.outcome == Outcome::refused)
      page_.element("p", {{"class", "outcome"}}, [&] {
        page_.element("strong", "Refused");
        page_.text(": " + told.refusal);
      });
    else if (index >= telling_.said.size() || telling_.said[index].empty())
      page_.element("p", {{"class", is_wrong(index) ? "outcome bad" : "outcome"}},
                    is_wrong(index)       ? "The rules allow it. It should be refused."
                    : told.choice.empty() ? "The rules allow it."
                                          : fmt::format("Allowed, though {}.", told.choice));
    if (is_wrong(index) && told.outcome == Outcome::refused)
      page_.element("p", {{"class", "outcome bad"}}, "It should be allowed.");
    if (index < telling_.said.size() && !telling_.said[index].empty())
      page_.element("p", {{"class", "outcome"}}, telling_.said[index]);
  }

  void changes(const StoryStep& told) {
    if (told.outcome == Outcome::refused || told.is_conflict)
      return;
    if (told.changes.empty())
      page_.element("p", "Nothing changes.");
    page_.element("ul", {{"class", "changes"}}, [&] {
      const std::size_t shown = std::min(told.changes.size(), most_listed);
      for (std::size_t i = 0; i < shown; ++i)
        this->change(told.changes[i]);
      if (shown < told.changes.size())
        page_.element("li", fmt::format("and {} more", told.changes.size() - shown));
    });
  }

  void change(const Change& change) {
    const std::string fact = print(story_.cast(), change.fact);
    switch (change.kind) {
    case Change::Kind::joined:
      return this->change("new", "+", "added", fact);
    case Change::Kind::went:
      return this->change("gone", "−", "taken away", fact);
    case Change::Kind::set:
      return this->change("set", "→", "now", fact);
    }
  }

  void change(const std::string& kind, const std::string& sign, const std::string& word, const std::string& fact) {
    page_.element("li", {{"class", kind}}, [&] {
      page_.element("span", {{"class", "sign"}, {"aria-hidden", "true"}}, sign);
      page_.element("span", {{"class", "word"}}, word);
      page_.text(" ");
      page_.element("code", fact);
    });
  }

  std::vector<std::size_t> acting(const Action& action) const {
    std::vector<std::size_t> stands;
    if (board_ == nullptr)
      return stands;
    const Rule& rule = system_[action.rule];
    for (std::size_t i = 0; i < action.args.size(); ++i) {
      const SortId sort = system_[rule.parameters[i]].sort;
      if (system_[sort].is_enum)
        continue;
      const auto* set = std::get_if<std::vector<std::uint32_t>>(&action.args[i]);
      for (const std::uint32_t index : set ? *set : std::vector{std::get<std::uint32_t>(action.args[i])})
        stands.push_back(board_->stand_of(sort, index));
    }
    return stands;
  }

  void rule(const StoryStep& told, bool is_wrong) {
    const Rule& rule = system_[told.action.rule];
    if (!telling_.has_rules || !is_written(system_, rule.span))
      return;
    std::map<Span, std::vector<Remark>> remarks;
    for (const Span& span : told.refused_by)
      remarks[span].push_back({Remark::Kind::refused, "this refuses the step: " + told.refusal});
    if (is_wrong)
      for (const reports::Check& check : reports::checks_of(system_, replay_))
        remarks[rule.requirements[check.requirement].span].push_back(asked_for(check));
    Attributes attributes;
    if (is_wrong)
      attributes.push_back({"open", ""});
    page_.element("details", attributes, [&] {
      page_.element("summary", fmt::format("The rule of this step: {}", rule.name));
      lines_.write(page_, rule.span, remarks);
    });
  }

  // The end: what is wrong, and which rule let it happen.

  void ending() {
    moment("ending", story_.steps.empty() ? "The promise is broken at the start" : "The promise is broken",
           telling_.ending, [&] {
             page_.element("div", {{"class", "scene"}}, [&] {
               picture(broken_picture());
               page_.element("div", {{"class", "words"}}, [&] { broken_by(); });
             });
             if (!story_.steps.empty() && story_.steps.back().outcome == Outcome::allowed)
               last_rule();
           });
  }

  Picture broken_picture() {
    Picture result{.now = replay_.steps.empty() ? &replay_.start : &replay_.steps.back().after,
                   .in_words = "Picture of what is wrong. The list says the same in words."};
    if (board_ == nullptr)
      return result;
    for (const Reason& reason : blame_->broken_by.reasons) {
      if (reason.was_before)
        continue;
      if (const auto fact = fact_of(reason))
        result.wrong.push_back(*fact);
      else if (const auto* call = std::get_if<Call>(&reason.statement->kind))
        wrong_line(reason, system_[call->define].name, result);
      else if (const auto* denied = std::get_if<Not>(&reason.statement->kind))
        if (const auto* atom = std::get_if<Atom>(&denied->body->kind))
          wrong_line(reason, "not " + system_[atom->relation].name, result);
    }
    return result;
  }

  void wrong_line(const Reason& reason, const std::string& label, Picture& into) const {
    if (reason.about.size() == 2 && !system_[reason.about[0].sort].is_enum && !system_[reason.about[1].sort].is_enum &&
        reason.about[0] != reason.about[1])
      into.wrong_lines.push_back({label, board_->stand_of(reason.about[0].sort, reason.about[0].index),
                                  board_->stand_of(reason.about[1].sort, reason.about[1].index)});
  }

  void broken_by() {
    page_.element("p", {{"class", "outcome bad"}},
                  fmt::format("This breaks the promise{}:", choices_in_words(story_, blame_->broken_by.choices)));
    page_.element("ul", {{"class", "facts"}}, [&] {
      for (const Reason& reason : blame_->broken_by.reasons)
        page_.element("li", {{"class", "wrong"}}, [&] {
          page_.element("code", statements(story_, {reason}).front());
          const auto because = since_words(story_, reason);
          if (!because.empty())
            page_.element("p", {{"class", "since"}}, "since " + list_names(reports::shortened(because)));
        });
      if (blame_->broken_by.reasons.empty())
        page_.element("li",
                      [&] { page_.element("code", print(system_, telling_.property->formula, &story_.population)); });
    });
  }

  void last_rule() {
    const Rule& rule = system_[story_.steps.back().action.rule];
    const std::vector<std::string> lessons = reports::lessons(story_, rule, *blame_);
    page_.element("div", {{"class", "why"}}, [&] {
      page_.element("h5", fmt::format("Why the rules let it happen: {}", rule.name));
      for (const std::string& lesson : lessons)
        page_.element("p", {{"class", "lesson"}}, [&] {
          page_.element("span", {{"class", "sign"}, {"aria-hidden", "true"}}, "!");
          page_.element("strong", sentence(lesson));
        });
      if (rule.requirements.empty())
        page_.element("p", "The rule requires nothing.");
      lines_.write(page_, rule.span, remarks(rule));
    });
  }

  /// "No requirement looked at Bea and Cal together."
  static std::string sentence(std::string words) {
    if (words[0] >= 'a' && words[0] <= 'z')
      words[0] = static_cast<char>(words[0] - 'a' + 'A');
    return words + ".";
  }

  std::map<Span, std::vector<Remark>> remarks(const Rule& rule) const {
    std::map<Span, std::vector<Remark>> all;
    std::set<std::size_t> missed;
    for (const reports::Mistaken& mistaken : blame_->mistaken)
      missed.insert(mistaken.requirement);
    for (const reports::Check& check : blame_->checks) {
      const bool looked_away = missed.contains(check.requirement) || looked_at_each_alone(check);
      Remark remark = asked_for(check);
      if (looked_away)
        remark = {Remark::Kind::missed, "here it slips through, since " + remark.words};
      all[rule.requirements[check.requirement].span].push_back(std::move(remark));
    }
    for (const reports::Deed& deed : blame_->deeds) {
      const auto [verb, fact] = deed_words(story_, deed);
      const auto because = statements(story_, tuples(system_, deed.because));
      all[rule.effects[deed.effect].span].push_back(
          {Remark::Kind::did,
           fmt::format("{} {}{}", verb, fact,
                       because.empty() ? "" : ", since " + list_names(reports::shortened(because)))});
    }
    return all;
  }

  Remark asked_for(const reports::Check& check) const {
    return {Remark::Kind::looked, fmt::format("this asks only for: {}", list_names(held_in_words(story_, check)))};
  }

  /// It looked at both of two whom nothing looked at together.
  bool looked_at_each_alone(const reports::Check& check) const {
    const auto looked_at = [&](const Value& who) {
      return std::ranges::any_of(check.satisfied_by.reasons, [&](const Reason& reason) {
        return !reports::is_guard(system_[story_.steps.back().action.rule], reason) &&
               std::ranges::count(reason.about, who) > 0;
      });
    };
    return std::ranges::any_of(blame_->strangers,
                               [&](const auto& two) { return looked_at(two.first) && looked_at(two.second); });
  }

  void legend() {
    page_.element("p", {{"class", "legend"}}, [&] {
      page_.element("span", "In the pictures:");
      static constexpr std::string_view shapes[] = {"round", "square", "six-sided", "slanted"};
      for (std::size_t s = 0; s < system_.sorts.size(); ++s)
        if (!system_.sorts[s].is_enum)
          page_.element("span", {{"class", fmt::format("key s{}", s % 4)}},
                        fmt::format("{} ({})", system_.sorts[s].name, shapes[s % 4]));
      page_.element("span", {{"class", "key new"}}, "+ new");
      page_.element("span", {{"class", "key gone"}}, "− taken away");
      if (blame_)
        page_.element("span", {{"class", "key wrong"}}, "! wrong");
    });
  }

  Writer& page_;
  SourceLines& lines_;
  const System& system_;
  const Replay& replay_;
  const Telling& telling_;
  Story story_;
  std::optional<Board> own_board_;
  const Board* board_ = nullptr; ///< null: without pictures
  std::optional<Blame> blame_;
};

} // namespace

void write_story(Writer& page, SourceLines& lines, const System& system, const Scenario& scenario, const Replay& replay,
                 const Telling& telling) {
  write_story(page, lines, system, reports::tell(system, scenario, replay), replay, telling);
}

void write_story(Writer& page, SourceLines& lines, const System& system, Story story, const Replay& replay,
                 const Telling& telling) {
  StoryWriter(page, lines, system, std::move(story), replay, telling).write();
}

} // namespace chaperone::page
