// Looking things up in an index. Covered by tests/model/index_test.cpp.
#include "model/resolve/index.hpp"

#include <algorithm>

namespace chaperone::model {

const Occurrence* Index::at(Span place) const {
  auto after = std::ranges::upper_bound(occurrences, std::pair(place.file, place.begin), {},
                                        [](const Occurrence& it) { return std::pair(it.place.file, it.place.begin); });
  if (after == occurrences.begin())
    return nullptr;
  const Occurrence& found = *--after;
  return found.place.file == place.file && place.begin <= found.place.end ? &found : nullptr;
}

const WrittenDeclaration* Index::declaration_of(Span name) const {
  auto after =
      std::ranges::upper_bound(declarations, std::pair(name.file, name.begin), {},
                               [](const WrittenDeclaration& it) { return std::pair(it.span.file, it.span.begin); });
  if (after == declarations.begin())
    return nullptr;
  const WrittenDeclaration& found = *--after;
  return found.name == name ? &found : nullptr;
}

} // namespace chaperone::model
