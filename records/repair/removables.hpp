// The facts that may be taken out of data, as numbers: by relation in the order of the rules, then in the order of the
// tuples. Covered by tests/records/repair_agreement_test.cpp.
#pragma once

#include "records/facts/store.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::records {

/// The relations of these names; of no names, all that some rule changes. Or what is wrong with a name, as a sentence:
/// no relation has it, it is `fixed`, or nobody states its tuples.
std::variant<std::vector<model::RelationId>, std::string> removable_relations(const model::System& system,
                                                                              const std::vector<std::string>& names);

class Removables {
public:
  /// `store` outlives it. `relations` ascend.
  Removables(const Store& store, const std::vector<model::RelationId>& relations);

  /// The number of a fact; nothing where it does not certainly hold or its relation loses none. Both orders of a
  /// symmetric pair are one fact.
  std::optional<std::uint64_t> find(model::RelationId relation, std::span<const std::uint32_t> tuple) const;

  struct Fact {
    model::RelationId relation;
    std::span<const std::uint32_t> tuple;
  };
  Fact operator[](std::uint64_t number) const;

  /// What Store::without() takes: the facts of these numbers, with both orders of a symmetric pair.
  std::map<model::RelationId, std::vector<bool>> rows(std::span<const std::uint64_t> numbers) const;

private:
  struct Range {
    model::RelationId relation;
    std::uint64_t begin = 0;
  };

  const Store& store_;
  std::vector<Range> ranges_;
};

} // namespace chaperone::records
