// See spoken.hpp.
#include "generators/goals/spoken.hpp"

#include "model/print/printer.hpp"

namespace chaperone::generators {
namespace {

using namespace model;

std::string word_for(const Quantified& quantified) {
  switch (quantified.kind) {
  case Quantifier::all:
    return "";
  case Quantifier::some:
    return "some ";
  case Quantifier::no:
    return "no ";
  case Quantifier::one:
    return "one ";
  case Quantifier::lone:
    return "lone ";
  case Quantifier::at_least:
    return "at least " + std::to_string(quantified.count) + " ";
  case Quantifier::at_most:
    return "at most " + std::to_string(quantified.count) + " ";
  }
  return "";
}

} // namespace

std::string spoken(const System& system, const Formula& formula) {
  if (const auto* implies = std::get_if<Implies>(&formula->kind))
    return spoken(system, implies->right);
  const auto* quantified = std::get_if<Quantified>(&formula->kind);
  if (quantified == nullptr)
    return print(system, formula);
  if (std::holds_alternative<Constant>(quantified->body->kind) && quantified->binders.back().guard)
    return word_for(*quantified) + print(system, quantified->binders.back().guard);
  return word_for(*quantified) + spoken(system, quantified->body);
}

} // namespace chaperone::generators
