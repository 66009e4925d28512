// What memory goals are called, and where they stand. See catalogue.hpp.
#include "generators/memory/catalogue.hpp"

#include "model/print/printer.hpp"

#include <fmt/format.h>

namespace chaperone::generators {

using namespace model;

SortId Catalogue::sort_of_argument(const MemoryGoal& goal) const {
  const Symbol& symbol = is_of_place(goal.lapse) ? places_[goal.place].symbol : writes_[*goal.write].symbol;
  return generators::places_of(system_, symbol)[goal.argument].sort;
}

std::string Catalogue::text_of_write(std::size_t write) const {
  const auto tuple = [&](const std::string& word, RelationId relation, const std::vector<Term>& args) {
    return fmt::format("`{} {}`", word, print(system_, make_formula(Atom{relation, args})));
  };
  return std::visit(overload{
                        [&](const AddTuple& it) { return tuple("add", it.relation, it.args); },
                        [&](const RemoveTuple& it) { return tuple("remove", it.relation, it.args); },
                        [&](const SetValue& it) {
                          const Term place = std::make_shared<const Application>(Application{it.function, it.args});
                          return fmt::format("`set {}`", print(system_, make_formula(Equal{place, it.value})));
                        },
                    },
                    update_of(write));
}

std::string Catalogue::text_of(std::size_t place) const {
  return std::visit(
      overload{
          [&](const Atom* atom) { return print(system_, make_formula(*atom)); },
          [&](const Application* it) { return print(system_, Term(std::make_shared<const Application>(*it))); },
      },
      places_[place].occurrence);
}

std::string Catalogue::value_text(const MemoryGoal& goal, std::uint32_t value) const {
  const Symbol& symbol = places_[goal.place].symbol;
  const auto* function = std::get_if<FunctionId>(&symbol);
  const SortId sort = function ? system_[*function].result : sort_of_argument(goal);
  return value < system_[sort].names.size() ? system_[sort].names[value] : std::to_string(value);
}

/// The tuple or place, with the rule's parameters where it names them.
std::string Catalogue::text_of_left(const MemoryGoal& goal) const {
  const Symbol& symbol = writes_[*goal.write].symbol;
  std::string result = std::visit([&](auto id) { return system_[id].name; }, symbol) + "(";
  const Naming naming = namings(goal.rule, symbol)[goal.argument];
  for (std::size_t i = 0; i < naming.size(); ++i) {
    const auto& named = naming[i];
    result += (i > 0 ? ", " : "") + (named ? system_[system_[goal.rule].parameters[*named]].name : "any");
  }
  return result + ")";
}

std::string Catalogue::claim_of_step(const MemoryGoal& goal) const {
  const std::string& rule = system_[goal.rule].name;
  if (goal.lapse == Lapse::left)
    return fmt::format("{} must leave `{}` as it is", rule, text_of_left(goal));
  const std::string write = text_of_write(*goal.write);
  switch (goal.lapse) {
  case Lapse::redone:
    return fmt::format("{} must {} again where the same was done before", rule, write);
  case Lapse::crowded:
    return fmt::format("{} must {} where it is so already for {} others of {}", rule, write,
                       *goal.is == 2 ? "two" : "three", system_[sort_of_argument(goal)].name);
  case Lapse::kept:
    return fmt::format("{} must leave what {} made, though it changes something of who made it: {}", rule,
                       system_[*goal.other].name, write);
  default:
    return fmt::format("{} must not undo what {} did since this was last so: {}", rule, system_[*goal.other].name,
                       write);
  }
}

std::string Catalogue::claim(const MemoryGoal& goal) const {
  const std::string& rule = system_[goal.rule].name;
  if (is_of_requirement(goal.lapse)) {
    const std::string requirement = print(system_, system_[goal.rule].requirements[goal.place].formula);
    const char* what =
        goal.lapse == Lapse::passed        ? "be allowed because `{}` was true before for who asks"
        : goal.lapse == Lapse::passed_same ? "be allowed because `{}` was true when the same was asked before"
        : goal.lapse == Lapse::failed_same ? "be refused because `{}` was false when the same was asked before"
                                           : "be refused because `{}` was false three times for who asks";
    return fmt::format("{} must not {}", rule, fmt::format(fmt::runtime(what), requirement));
  }
  if (!is_of_place(goal.lapse))
    return claim_of_step(goal);
  const auto goes_by = [&](const std::string& how) {
    return fmt::format("{} must go by `{}` {}", rule, text_of(goal.place), how);
  };
  const auto writer = [&] { return system_[writes_[*goal.write].rule].name; };
  const auto is = [&] {
    if (goal.is && goal.lapse != Lapse::beyond)
      return value_text(goal, *goal.is);
    return std::string(!goal.seems ? "changed" : *goal.seems != 0 ? "false" : "true");
  };
  const auto several = [&](const char* which) {
    const SortId sort = sort_of_argument(goal);
    return goes_by(
        fmt::format("where it is the {} {} of several that {} changed at once", which, system_[sort].name, writer()));
  };
  const auto edges = [&] { return *goal.is == 1 ? "another step lies" : "two other steps lie"; };
  switch (goal.lapse) {
  case Lapse::stale:
    return goes_by("as " + writer() + " left it");
  case Lapse::at_once:
    return goes_by("as " + writer() + " left it right before");
  case Lapse::asked:
    return goes_by("anew where the same is asked again once " + writer() + " has changed it");
  case Lapse::far:
    return goes_by(fmt::format("anew where the same is asked again once {} has changed it{}", writer(),
                               !is_closure(places_[goal.place].symbol) ? ", which matters over two steps of a closure"
                               : goal.argument == 0                    ? ", two steps from its beginning"
                                                                       : ", two steps from its end"));
  case Lapse::back:
    return goes_by(fmt::format("once it is {} again after {}", is(), writer()));
  case Lapse::by_whom:
    return goes_by(fmt::format("as {} left it for {}", writer(), *goal.is != 0 ? "who did it" : "another"));
  case Lapse::rewritten:
    if (std::holds_alternative<FunctionId>(places_[goal.place].symbol) && goal.seems)
      return goes_by(
          fmt::format("once it is no longer {}, however often it was made so", value_text(goal, *goal.seems)));
    return goes_by("once it is " + is() + ", however often it was written before");
  case Lapse::refused:
    if (std::holds_alternative<FunctionId>(places_[goal.place].symbol))
      return goes_by("whatever a refused step would have made of it" +
                     (goal.seems ? ", such as " + value_text(goal, *goal.seems) : ""));
    return goes_by("while it is " + is() + ", whatever a refused step would have made of it");
  case Lapse::first:
    return several("first");
  case Lapse::last:
    return several("last");
  case Lapse::session:
    return goes_by(fmt::format("once it is {}, whatever it was when who asks did {}", is(), system_[*goal.other].name));
  case Lapse::spared:
    return goes_by(fmt::format("{}, though {} came after", goal.seems ? "while it is true" : "as it was set",
                               system_[*goal.other].name));
  case Lapse::overwritten:
    return goes_by(fmt::format("as it was set last, where it {} because of an earlier value",
                               *goal.is == 0 ? "must not be allowed" : "must not be refused"));
  case Lapse::beyond:
    return goes_by(fmt::format("once it is {}, where {} between its {} and what changed", is(), edges(),
                               goal.argument == 0 ? "beginning" : "end"));
  case Lapse::way_left:
    return goes_by("while it is true by another way than one that was cut");
  case Lapse::circle:
    return goes_by("once it is false, though something else still leads to its end");
  case Lapse::turned:
    return goes_by(
        fmt::format("once it is {}{}, read the other way round", is(), goal.write ? " again after " + writer() : ""));
  case Lapse::later:
    return goes_by(fmt::format("as it was left, where it {} only since something else changed",
                               *goal.is == 0 ? "must not be allowed" : "must not be refused"));
  case Lapse::sibling: {
    const SortId sort = sort_of_argument(goal);
    return goes_by(fmt::format("while it is {}, though for another {} it has changed", is(), system_[sort].name));
  }
  default:
    return fmt::format("{} must not take {} for {} in `{}`", rule, value_text(goal, *goal.is),
                       goal.seems ? value_text(goal, *goal.seems) : "any other", text_of(goal.place));
  }
}

std::string Catalogue::name(const MemoryGoal& goal) const {
  const auto name = [&](const std::string& what, const std::string& how) {
    return fmt::format("{}_{}_{}", system_[goal.rule].name, what, how);
  };
  if (is_of_requirement(goal.lapse)) {
    const std::string requirement = print(system_, system_[goal.rule].requirements[goal.place].formula);
    const char* how = goal.lapse == Lapse::passed        ? "was_true"
                      : goal.lapse == Lapse::passed_same ? "was_true_for_the_same"
                      : goal.lapse == Lapse::failed_same ? "was_false"
                                                         : "was_often_false";
    return name(how, requirement);
  }
  const auto other = [&] { return system_[*goal.other].name; };
  if (goal.lapse == Lapse::left)
    return name("leaves", text_of_left(goal));
  if (!is_of_place(goal.lapse))
    return name(goal.lapse == Lapse::redone    ? "again"
                : goal.lapse == Lapse::crowded ? "beside_others"
                : goal.lapse == Lapse::kept    ? "keeps_what_" + other() + "_made"
                                               : "undoes_nothing_that_" + other() + "_did",
                text_of_write(*goal.write));
  const auto writer = [&] { return system_[writes_[*goal.write].rule].name; };
  const std::string read = text_of(goal.place);
  switch (goal.lapse) {
  case Lapse::stale:
    return name("after_" + writer(), read);
  case Lapse::at_once:
    return name("right_after_" + writer(), read);
  case Lapse::asked:
    return name("asked_again_after_" + writer(), read);
  case Lapse::far:
    return name("asked_again_far_from_" + writer(), read);
  case Lapse::back:
    return name("back_after_" + writer(), read);
  case Lapse::by_whom:
    return name(fmt::format("after_{}_for_{}", writer(), *goal.is != 0 ? "oneself" : "another"), read);
  case Lapse::rewritten:
    return name("written_twice", read);
  case Lapse::refused:
    return name("after_a_refused_step", read);
  case Lapse::first:
    return name("first_of_" + writer(), read);
  case Lapse::last:
    return name("last_of_" + writer(), read);
  case Lapse::sibling:
    return name("not_of_another", read);
  case Lapse::session:
    return name("since_" + other(), read);
  case Lapse::spared:
    return name("in_spite_of_" + other(), read);
  case Lapse::overwritten:
    return name("set_last", read);
  case Lapse::beyond:
    return name("far_away", read);
  case Lapse::way_left:
    return name("another_way", read);
  case Lapse::circle:
    return name("cut_off", read);
  case Lapse::turned:
    return name(goal.write ? "turned_back_after_" + writer() : "turned", read);
  case Lapse::later:
    return name("matters_later", read);
  default:
    return name(
        fmt::format("{}_is_not_{}", value_text(goal, *goal.is), goal.seems ? value_text(goal, *goal.seems) : "another"),
        read);
  }
}

Span Catalogue::where(const MemoryGoal& goal) const {
  if (is_of_place(goal.lapse))
    return places_[goal.place].span;
  if (goal.lapse == Lapse::left)
    return system_[goal.rule].span;
  return is_of_requirement(goal.lapse) ? system_[goal.rule].requirements[goal.place].span
                                       : system_[goal.rule].effects[writes_[*goal.write].effect].span;
}

} // namespace chaperone::generators
