// Adapters to begin with: typed from the rules, and runnable at once. One description of the rules
// feeds a writer for each language. What an adapter is: docs/conformance.md.
// Covered by tests/conformance/skeleton_test.cpp, which runs what is written.
#pragma once

#include "model/rules/system.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chaperone::conformance {

struct SkeletonSort {
  std::string name;
  std::string doc;
  std::vector<std::string> values; ///< of an enum
  bool is_enum = false;
};

struct SkeletonParameter {
  std::string name; ///< as the rules have it, or made from its sort; unique in its call
  std::size_t sort = 0;
  bool is_set = false;
};

/// A rule to be tried, a fact to be set up, or a question.
struct SkeletonCall {
  std::string name;
  std::string doc; ///< never empty
  std::vector<SkeletonParameter> parameters;
  std::optional<std::size_t> result; ///< of a function: a sort
};

/// A rule file as the writers take it.
struct Skeleton {
  std::string system;
  std::string rules_file; ///< without its folder
  std::vector<SkeletonSort> sorts;
  std::vector<SkeletonCall> steps;  ///< the rules
  std::vector<SkeletonCall> givens; ///< relations and functions, but for those that start empty
  std::vector<SkeletonCall> asks;   ///< those that are not fixed
};
Skeleton describe(const model::System& system, const std::string& rules_file);

struct SkeletonFile {
  std::string name; ///< without a folder
  std::string text;
  bool is_kept = false; ///< the user's own, once it is there
};

struct SkeletonFormat {
  std::string_view name; ///< of `--to`: "adapter-python"
  std::vector<SkeletonFile> (*write)(const Skeleton&);
};
std::span<const SkeletonFormat> skeleton_formats();
/// Null where there is none of that name.
const SkeletonFormat* skeleton_format(std::string_view name);
/// "adapter-cpp, adapter-python or adapter-typescript".
std::string list_skeleton_formats();

std::vector<SkeletonFile> write_cpp_skeleton(const Skeleton& skeleton);
std::vector<SkeletonFile> write_python_skeleton(const Skeleton& skeleton);
std::vector<SkeletonFile> write_typescript_skeleton(const Skeleton& skeleton);

// ---- For the writers ----

/// An identifier as near to the name as can be: letters outside ASCII become their code point, and what is in
/// `reserved` (words with a blank around each) gets a `_` behind.
std::string identifier(std::string_view name, std::string_view reserved = "");
/// The documentation's lines, each behind `prefix`.
std::string comment(const std::string& words, std::string_view prefix);

} // namespace chaperone::conformance
