// Likely meanings: the declared name nearest to one that is unknown, and the word
// of this language for a word of another.
// Covered by tests/model/diagnostic_test.cpp and specs/broken/.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace chaperone::model {

/// The number of letters to insert, delete, replace or swap with their neighbour, where that is at most `limit`.
std::optional<std::size_t> edit_distance(std::string_view a, std::string_view b, std::size_t limit);

/// Offered candidates one by one, keeps the nearest to `wanted`; the first of equally near ones.
class Nearest {
public:
  explicit Nearest(std::string_view wanted);
  void offer(std::string_view candidate);
  const std::optional<std::string>& found() const { return found_; }
  /// "did you mean `member`?", or an empty text where nothing is near.
  std::string question() const;

private:
  std::string_view wanted_;
  std::size_t limit_;
  std::optional<std::string> found_;
};

/// What a word of Alloy, Quint, TLA+, Cedar, Python or C is called here: `forall` is `all`; nothing where there is
/// none.
std::optional<std::string_view> own_word_for(std::string_view foreign);

/// The one of `words` that `written` is likely to mean: a misspelling of it, or its counterpart in another language.
std::optional<std::string_view> likely_word(std::string_view written, std::span<const std::string_view> words);

} // namespace chaperone::model
