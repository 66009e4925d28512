// The individuals of one sort, numbered as they are met. Covered by tests/records/individuals_test.cpp.
#pragma once

#include <tsl/robin_map.h>

#include <cstdint>
#include <deque>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chaperone::records {

/// Ids and their numbers, both ways. Ids that end in a whole number, as those of most databases do, are found in an
/// array by that number: a hash table would miss the processor's cache at each. All others are hashed.
class Individuals {
public:
  /// The id's number, which is the next one if the id is new.
  std::uint32_t number(std::string_view id);
  std::optional<std::uint32_t> find(std::string_view id) const;
  std::string_view id(std::uint32_t number) const { return ids_[number]; }
  std::uint32_t count() const { return static_cast<std::uint32_t>(ids_.size()); }

private:
  /// Ids with the same text before their number.
  struct Series {
    std::string prefix;
    std::vector<std::uint32_t> numbers; ///< by the number at their end; `free_place` where there is no such id
  };
  /// An id as its prefix and what is behind it. Nothing where the number is not as it is usually written, or too large.
  struct Split {
    std::string_view prefix;
    std::uint32_t tail;
  };
  static std::optional<Split> split(std::string_view id);
  const Series* series(std::string_view prefix) const;
  std::uint32_t& place(const Split& split);
  bool is_dense(const Split& split) const;
  std::uint32_t add(std::string_view id);

  using Numbers = tsl::robin_map<std::string_view, std::uint32_t, std::hash<std::string_view>, std::equal_to<>,
                                 std::allocator<std::pair<std::string_view, std::uint32_t>>, true>;
  std::pmr::monotonic_buffer_resource texts_{1 << 12};
  std::deque<Series> series_;
  Numbers hashed_;
  std::vector<std::string_view> ids_;
};

} // namespace chaperone::records
