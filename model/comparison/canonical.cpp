// See canonical.hpp.
#include "model/comparison/canonical.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace chaperone::model::comparison {

namespace {

class Writer {
public:
  explicit Writer(const System& system) : system_(system) {}

  std::string of(const Formula& formula) {
    return std::visit(overload{
                          [](const Constant& it) { return std::string(it.value ? "true" : "false"); },
                          [&](const Atom& it) { return fmt::format("r{}({})", it.relation.index, of(it.args)); },
                          [&](const Equal& it) {
                            return in_order("=", {of(it.left), of(it.right)});
                          },
                          [&](const Member& it) { return fmt::format("{} in {}", of(it.element), of(Term(it.set))); },
                          [&](const Not& it) { return "not " + of(it.body); },
                          [&](const And& it) { return in_order("and", of(it.parts)); },
                          [&](const Or& it) { return in_order("or", of(it.parts)); },
                          [&](const Implies& it) { return fmt::format("({} => {})", of(it.left), of(it.right)); },
                          [&](const Iff& it) {
                            return in_order("iff", {of(it.left), of(it.right)});
                          },
                          [&](const Quantified& it) { return of(it); },
                          [&](const Call& it) { return fmt::format("d{}({})", it.define.index, of(it.args)); },
                          [&](const Can& it) { return fmt::format("can{}({})", it.rule.index, of(it.args)); },
                          [&](const Did& it) { return fmt::format("did{}({})", it.rule.index, of(it.args)); },
                          [&](const Was& it) { return "was " + of(it.body); },
                          [&](const Reached& it) {
                            const std::string ends = fmt::format("{} {}", of(it.from), of(it.to));
                            return fmt::format("(reached {} {})", ends, within({it.tail, it.head}, it.step));
                          },
                          [&](const SomeSet& it) { return fmt::format("(some set {})", within({it.set}, it.body)); },
                      },
                      formula->kind);
  }

  std::string of(const Define& define) {
    bound_ = define.parameters;
    std::string text;
    for (const VariableId parameter : define.parameters)
      text += fmt::format("[{}]", system_[parameter].sort.index);
    return text + of(define.body);
  }

  std::string of(const Effect& effect) {
    const std::size_t depth = bound_.size();
    std::string text = of(effect.binders);
    if (effect.where)
      text += " where " + of(effect.where);
    std::vector<std::string> updates;
    for (const Update& update : effect.updates)
      updates.push_back(of(update));
    text += in_order(";", std::move(updates));
    bound_.resize(depth);
    return text;
  }

private:
  static std::string in_order(const char* word, std::vector<std::string> parts) {
    std::sort(parts.begin(), parts.end());
    return fmt::format("({} {})", word, fmt::join(parts, " "));
  }

  std::vector<std::string> of(const std::vector<Formula>& parts) {
    std::vector<std::string> made;
    for (const Formula& part : parts)
      made.push_back(of(part));
    return made;
  }

  std::string of(const Quantified& it) {
    const std::size_t depth = bound_.size();
    const std::string binders = of(it.binders);
    std::string text = fmt::format("(q{}.{} {} {})", static_cast<int>(it.kind), it.count, binders, of(it.body));
    bound_.resize(depth);
    return text;
  }

  std::string within(const std::vector<VariableId>& bound, const Formula& body) {
    const std::size_t depth = bound_.size();
    bound_.insert(bound_.end(), bound.begin(), bound.end());
    std::string text = fmt::format("[{}] {}", system_[bound.front()].sort.index, of(body));
    bound_.resize(depth);
    return text;
  }

  /// They stay bound; whoever calls lets go of them.
  std::string of(const std::vector<Binder>& binders) {
    std::string text;
    for (const Binder& binder : binders) {
      bound_.push_back(binder.variable);
      text += fmt::format("[{} {}]", system_[binder.variable].sort.index, binder.guard ? of(binder.guard) : "");
    }
    return text;
  }

  std::string of(const Term& term) {
    return std::visit(overload{
                          [&](VariableId variable) {
                            const auto found = std::find(bound_.rbegin(), bound_.rend(), variable);
                            return found == bound_.rend() ? fmt::format("v{}", variable.index)
                                                          : fmt::format("b{}", bound_.rend() - found);
                          },
                          [](const Value& value) { return fmt::format("c{}.{}", value.sort.index, value.index); },
                          [&](const std::shared_ptr<const Application>& it) {
                            return fmt::format("f{}({})", it->function.index, of(it->args));
                          },
                      },
                      term);
  }

  template <class Part> std::string listed(const std::vector<Part>& parts) {
    std::string text;
    for (const Part& part : parts)
      text += (text.empty() ? "" : ",") + of(part);
    return text;
  }
  std::string of(const std::vector<Term>& terms) { return listed(terms); }
  std::string of(const std::vector<Argument>& args) { return listed(args); }

  std::string of(const Argument& argument) {
    return std::visit(overload{
                          [](const Anything&) { return std::string("_"); },
                          [&](const Term& term) { return of(term); },
                          [&](const std::vector<Term>& terms) { return "{" + of(terms) + "}"; },
                      },
                      argument);
  }

  std::string of(const Update& update) {
    return std::visit(
        overload{
            [&](const AddTuple& it) { return fmt::format("+r{}({})", it.relation.index, of(it.args)); },
            [&](const RemoveTuple& it) { return fmt::format("-r{}({})", it.relation.index, of(it.args)); },
            [&](const SetValue& it) {
              return fmt::format("f{}({}):={}", it.function.index, of(it.args), of(it.value));
            },
        },
        update);
  }

  const System& system_;
  std::vector<VariableId> bound_; ///< innermost last
};

} // namespace

std::string canonical(const System& system, const Formula& formula) {
  return Writer(system).of(formula);
}

std::string canonical(const System& system, const Define& define) {
  return Writer(system).of(define);
}

std::string canonical(const System& system, const Effect& effect) {
  return Writer(system).of(effect);
}

} // namespace chaperone::model::comparison
