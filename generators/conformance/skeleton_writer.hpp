// What adapters in every language have: a class with a method for each call, and the user's own file that
// lists them. A language says how each is written. Covered by tests/conformance/skeleton_test.cpp.
#pragma once

#include "generators/conformance/skeleton.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace chaperone::conformance {

std::string joined(const std::vector<std::string>& parts, std::string_view between = ", ");

class SkeletonWriter {
public:
  /// Both outlive the writer.
  SkeletonWriter(const Skeleton& skeleton, std::string_view reserved)
      : skeleton_(skeleton), module_(identifier(skeleton.system)), reserved_(reserved) {}
  virtual ~SkeletonWriter() = default;

protected:
  /// Every method of the class that the user's derives from; each says that it is not implemented.
  std::string methods() const;
  /// The same as lines of comment between these, in the user's file.
  std::string outline(std::string_view before, std::string_view after) const;
  std::string sort(std::size_t index) const { return spelled(skeleton_.sorts[index].name); }
  std::string spelled(std::string_view name) const { return identifier(name, reserved_); }
  /// The sorts of what `ask` gives a list of.
  std::vector<std::string> columns(const SkeletonCall& call) const;
  /// The names of what can be asked for, as literals.
  std::string observed() const;
  /// `args["creator"], args["group"]`
  static std::string arguments_by_name(const SkeletonCall& call);
  /// An enum's values, as literals where they are strings.
  static std::string values(const SkeletonSort& sort, std::string_view between, bool as_literals);

  /// How a method begins that only says so; `with_result` has a function's value behind the places.
  virtual std::string head(const std::string& name, const SkeletonCall& call, bool with_result) const = 0;
  /// The same for the user to write a body behind it.
  virtual std::string outline_head(const std::string& name, const SkeletonCall& call, bool with_result) const {
    return head(name, call, with_result);
  }
  /// `ask_NAME`, which gives all that holds.
  virtual std::string ask_head(const SkeletonCall& call) const = 0;
  /// `reset` or `join`, with a scenario's name and its individuals.
  virtual std::string scenario_head(std::string_view name) const = 0;
  /// A whole method that throws `Unsupported`: `what` is what is not implemented.
  virtual std::string method(const std::string& head, const std::string& doc, const std::string& what) const = 0;

  const Skeleton& skeleton_;
  std::string module_;

private:
  std::string_view reserved_;
};

} // namespace chaperone::conformance
