// See crowd_engine.hpp.
#include "solver/crowd/crowd_engine.hpp"

#include "solver/api/stopwatch.hpp"

#include <fmt/format.h>

namespace chaperone::solver::crowd {

bool CrowdEngine::takes(const Question& question, const Budget& budget) const {
  return question.known.is_of_crowd() && !question.shown &&
         question.runs.searched <= question.longest_run(budget.depth);
}

std::vector<Standing> CrowdEngine::run(const std::vector<Question>& questions, const Budget& budget) {
  std::vector<Standing> made(questions.size());
  std::vector<bool> is_over(questions.size(), false);
  for (std::size_t i = 0; i < questions.size(); ++i)
    made[i].runs = questions[i].runs;
  try {
    for (std::uint32_t depth = 0; std::ranges::find(is_over, false) != is_over.end(); ++depth)
      for (std::size_t i = 0; i < questions.size(); ++i) {
        const std::uint32_t next = made[i].runs->searched;
        const auto is_beyond = next > questions[i].longest_run(budget.depth);
        if (is_over[i] || is_beyond || session_.interrupt().is_requested()) {
          is_over[i] = true;
        } else if (next == depth) {
          const model::PropertyId property = *questions[i].property();
          CrowdSearch& search = searches_.try_emplace(property, session_, system_, crowd_, property).first->second;
          is_over[i] = !search_at(search, questions[i], made[i]);
        }
      }
  } catch (const encoding::Interrupted&) {
    // What was found and excluded until then stands.
  }
  return made;
}

/// False where there is nothing more to be told.
bool CrowdEngine::search_at(CrowdSearch& search, const Question& question, Standing& standing) {
  const Stopwatch watch;
  RunsKnown& runs = *standing.runs;
  const std::uint32_t depth = runs.searched;
  observer_.on_progress({"crowd", question.name, depth});
  auto answer = search.search(depth);
  standing.seconds += watch.seconds();
  if (!answer)
    return false;
  auto* shown = std::get_if<Shown>(&*answer);
  observer_.on_note(fmt::format("crowd: `{}`, {} steps: {} ({:.1f} ms)", question.name, depth,
                                shown ? "found" : "none, for any number of individuals", watch.milliseconds()));
  if (shown) {
    standing.verdict = std::move(*shown);
    return false;
  }
  runs.searched = depth + 1;
  if (runs.excluded == depth)
    runs.excluded = runs.beyond = depth + 1;
  return true;
}

} // namespace chaperone::solver::crowd
