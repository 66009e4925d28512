// Strongly typed indices into the tables of a model::System. After name
// resolution nothing downstream compares strings: it compares these.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace chaperone::model {

/// An index into one of System's tables; `Tag` keeps the tables apart.
template <class Tag> struct Id {
  std::uint32_t index = 0;
  auto operator<=>(const Id&) const = default;
};

using FileId = Id<struct FileTag>;
using SortId = Id<struct SortTag>;
using RelationId = Id<struct RelationTag>;
using FunctionId = Id<struct FunctionTag>;
using DefineId = Id<struct DefineTag>;
using RuleId = Id<struct RuleTag>;
using PropertyId = Id<struct PropertyTag>;
using VariableId = Id<struct VariableTag>;

} // namespace chaperone::model

template <class Tag> struct std::hash<chaperone::model::Id<Tag>> {
  std::size_t operator()(chaperone::model::Id<Tag> id) const noexcept { return id.index; }
};
