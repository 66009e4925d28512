// The two formulas of a property: where it is shown, and what a proof of it keeps.
#pragma once

#include "model/rules/system.hpp"

namespace chaperone::model {

/// True where a `never` or `always` is broken, or a `possible` is reached.
inline Formula shown_where(const Property& property) {
  return property.kind == PropertyKind::always ? negation(property.formula) : property.formula;
}
/// Its opposite: true of every reachable state, if the property is proved.
inline Formula invariant_of(const Property& property) {
  return property.kind == PropertyKind::always ? property.formula : negation(property.formula);
}

} // namespace chaperone::model
