// Implements model/text/suggest.hpp. Source of the distance: optimal string alignment,
// Boytsov, "Indexing methods for approximate dictionary searching", 2011.
// Covered by tests/model/diagnostic_test.cpp and specs/broken/.
#include "model/text/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

namespace chaperone::model {

namespace {

constexpr std::size_t longest_compared = 64; ///< longer names are not compared: the cost grows with the square

struct Translation {
  std::string_view foreign, own;
};

constexpr Translation translations[] = {
    {"forall", "all"},
    {"exists", "some"},
    {"any", "some"},
    {"every", "all"},
    {"each", "all"},
    {"none", "no"},
    {"unique", "one"},
    {"requires", "require"},
    {"precondition", "require"},
    {"pre", "require"},
    {"guard", "require"},
    {"when", "require"},
    {"if", "require"},
    {"unless", "require"},
    {"check", "require"},
    {"must", "require"},
    {"adds", "add"},
    {"insert", "add"},
    {"grant", "add"},
    {"create", "add"},
    {"removes", "remove"},
    {"delete", "remove"},
    {"revoke", "remove"},
    {"del", "remove"},
    {"assign", "set"},
    {"update", "set"},
    {"let", "set"},
    {"fact", "assume"},
    {"axiom", "assume"},
    {"assumption", "assume"},
    {"constraint", "assume"},
    {"sig", "sort"},
    {"type", "sort"},
    {"class", "sort"},
    {"entity", "sort"},
    {"individual", "sort"},
    {"pred", "define"},
    {"predicate", "define"},
    {"def", "define"},
    {"fun", "define"},
    {"definition", "define"},
    {"macro", "define"},
    {"module", "system"},
    {"spec", "system"},
    {"model", "system"},
    {"import", "use"},
    {"include", "use"},
    {"open", "use"},
    {"extends", "use"},
    {"from", "use"},
    {"action", "rule"},
    {"transition", "rule"},
    {"event", "rule"},
    {"step", "rule"},
    {"operation", "rule"},
    {"permit", "rule"},
    {"invariant", "always"},
    {"assert", "always"},
    {"safety", "always"},
    {"forbid", "never"},
    {"reachable", "possible"},
    {"run", "scenario"},
    {"test", "scenario"},
    {"example", "scenario"},
    {"const", "fixed"},
    {"static", "fixed"},
    {"immutable", "fixed"},
    {"var", "relation"},
    {"rel", "relation"},
    {"table", "relation"},
    {"func", "function"},
    {"map", "function"},
    {"initially", "init"},
    {"override", "replace"},
    {"redefine", "replace"},
    {"denied", "refused"},
    {"rejected", "refused"},
    {"forbidden", "refused"},
    {"fails", "refused"},
    {"permitted", "allowed"},
    {"accepted", "allowed"},
    {"ok", "allowed"},
    {"succeeds", "allowed"},
    {"old", "was"},
    {"before", "was"},
    {"previously", "was"},
    {"enabled", "can"},
    {"AND", "and"},
    {"OR", "or"},
    {"NOT", "not"},
    {"True", "true"},
    {"False", "false"},
    {"xor", "!="},
    {"then", "implies"},
};

} // namespace

std::optional<std::size_t> edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  const std::size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (difference > limit || std::max(a.size(), b.size()) > longest_compared)
    return std::nullopt;
  std::vector<std::size_t> two_back(b.size() + 1), back(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    back[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = back[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({back[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], two_back[j - 2] + 1);
    }
    std::swap(two_back, back);
    std::swap(back, row);
  }
  return back[b.size()] <= limit ? std::optional(back[b.size()]) : std::nullopt;
}

Nearest::Nearest(std::string_view wanted) : wanted_(wanted), limit_(std::max<std::size_t>(1, wanted.size() / 3)) {
  // A word of one or two letters is near to everything.
  if (wanted.size() < 3)
    limit_ = 0;
}

void Nearest::offer(std::string_view candidate) {
  if (candidate == wanted_)
    return;
  const auto same_letters = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  const bool is_other_case = std::ranges::equal(candidate, wanted_, same_letters);
  if (is_other_case) {
    limit_ = 0;
    found_ = std::string(candidate);
    return;
  }
  if (limit_ == 0)
    return;
  if (const auto distance = edit_distance(wanted_, candidate, limit_)) {
    found_ = std::string(candidate);
    limit_ = *distance - 1;
  }
}

std::string Nearest::question() const {
  return found_ ? fmt::format("did you mean `{}`?", *found_) : std::string();
}

std::optional<std::string_view> own_word_for(std::string_view foreign) {
  const auto* found = std::ranges::find(translations, foreign, &Translation::foreign);
  return found == std::end(translations) ? std::nullopt : std::optional(found->own);
}

std::optional<std::string_view> likely_word(std::string_view written, std::span<const std::string_view> words) {
  if (const auto own = own_word_for(written); own && std::ranges::find(words, *own) != words.end())
    return own;
  Nearest nearest(written);
  for (const std::string_view word : words)
    nearest.offer(word);
  if (!nearest.found())
    return std::nullopt;
  return *std::ranges::find(words, *nearest.found());
}

} // namespace chaperone::model
