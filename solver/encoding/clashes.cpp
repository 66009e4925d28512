// See clashes.hpp.
#include "solver/encoding/clashes.hpp"

#include <algorithm>

namespace chaperone::solver::encoding {
namespace {

using namespace model;

/// Two different enum values at one place can never be the same tuple.
bool can_be_equal(const std::vector<Term>& left, const std::vector<Term>& right) {
  for (std::size_t i = 0; i < left.size(); ++i) {
    const auto* one = std::get_if<Value>(&left[i]);
    const auto* other = std::get_if<Value>(&right[i]);
    if (one && other && *one != *other)
      return false;
  }
  return true;
}

/// Every `for` variable stands alone at a place, so that one place is set once only.
bool place_fixes_all_variables(const Effect& effect, const SetValue& update) {
  return std::all_of(effect.binders.begin(), effect.binders.end(), [&](const Binder& binder) {
    return std::find(update.args.begin(), update.args.end(), Term(binder.variable)) != update.args.end();
  });
}

} // namespace

bool can_clash(const ClashingUpdate& one, const ClashingUpdate& other) {
  if (const auto* added = std::get_if<AddTuple>(one.update)) {
    const auto* removed = std::get_if<RemoveTuple>(other.update);
    if (!removed || removed->relation != added->relation)
      return false;
    if (added->args.size() == 2 && can_be_equal({added->args[1], added->args[0]}, removed->args))
      return true;
    return can_be_equal(added->args, removed->args);
  }
  const auto* first = std::get_if<SetValue>(one.update);
  const auto* second = std::get_if<SetValue>(other.update);
  if (!first || !second || first->function != second->function)
    return false;
  if (one.update == other.update)
    return !place_fixes_all_variables(*one.effect, *first);
  return can_be_equal(first->args, second->args);
}

} // namespace chaperone::solver::encoding
