// From the rules to what an adapter has to do.
#include "generators/conformance/skeleton.hpp"

#include "generators/code/source_text.hpp"
#include "model/text/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace chaperone::conformance {
namespace {

using namespace model;

constexpr std::array formats{
    SkeletonFormat{"adapter-cpp", write_cpp_skeleton},
    SkeletonFormat{"adapter-python", write_python_skeleton},
    SkeletonFormat{"adapter-typescript", write_typescript_skeleton},
};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  return text;
}

std::vector<SkeletonParameter> parameters_of(const System& system, const std::vector<Place>& places) {
  std::vector<SkeletonParameter> parameters;
  for (const Place& place : places) {
    const std::string wanted = place.name.empty() ? lower(system[place.sort].name) : place.name;
    std::string name = wanted;
    const auto is_taken = [&](const SkeletonParameter& other) { return other.name == name; };
    for (int number = 2; std::any_of(parameters.begin(), parameters.end(), is_taken); ++number)
      name = wanted + std::to_string(number);
    parameters.push_back({name, place.sort.index, false});
  }
  return parameters;
}

std::string doc_or(const Declared& declared, const std::string& otherwise) {
  return declared.doc.empty() ? otherwise : declared.doc;
}

} // namespace

Skeleton describe(const System& system, const std::string& rules_file) {
  Skeleton skeleton{system.name, rules_file, {}, {}, {}, {}};
  for (const Sort& sort : system.sorts)
    skeleton.sorts.push_back(
        {sort.name, sort.doc, sort.is_enum ? sort.names : std::vector<std::string>(), sort.is_enum});
  for (const Rule& rule : system.rules) {
    SkeletonCall call{rule.name, doc_or(rule, rule.told_as.value_or("The rule `" + rule.name + "`.")), {}, {}};
    for (const VariableId id : rule.parameters)
      call.parameters.push_back({system[id].name, system[id].sort.index, system[id].is_set});
    skeleton.steps.push_back(std::move(call));
  }
  const auto add = [&](SkeletonCall call, bool is_given, bool is_asked) {
    if (is_given)
      skeleton.givens.push_back(call);
    if (is_asked)
      skeleton.asks.push_back(std::move(call));
  };
  for (std::uint32_t index = 0; index < system.relations.size(); ++index) {
    const Relation& relation = system.relations[index];
    if (!relation.is_stated())
      continue;
    const bool starts_empty = std::any_of(system.inits.begin(), system.inits.end(), [&](const Constraint& init) {
      return init.empty_relation == RelationId{index};
    });
    add({relation.name, doc_or(relation, "The relation `" + relation.name + "`."),
         parameters_of(system, relation.places), std::nullopt},
        !starts_empty, !relation.is_fixed);
  }
  for (const Function& function : system.functions)
    if (function.is_stated())
      add({function.name, doc_or(function, "The function `" + function.name + "`."),
           parameters_of(system, function.places), function.result.index},
          true, !function.is_fixed);
  return skeleton;
}

std::span<const SkeletonFormat> skeleton_formats() {
  return formats;
}

const SkeletonFormat* skeleton_format(std::string_view name) {
  const auto* found =
      std::find_if(formats.begin(), formats.end(), [&](const SkeletonFormat& format) { return format.name == name; });
  return found == formats.end() ? nullptr : &*found;
}

std::string list_skeleton_formats() {
  std::string list;
  for (std::size_t at = 0; at < formats.size(); ++at)
    list += fmt::format("{}{}", at == 0 ? "" : at + 1 == formats.size() ? " or " : ", ", formats.at(at).name);
  return list;
}

std::string identifier(std::string_view name, std::string_view reserved) {
  std::string result;
  while (!name.empty()) {
    const auto next = decode(name);
    result += next.code_point < 0x80 ? std::string(name.substr(0, 1))
                                     : fmt::format("u{:04x}", static_cast<std::uint32_t>(next.code_point));
    name.remove_prefix(next.bytes);
  }
  return reserved.find(" " + result + " ") == std::string_view::npos ? result : result + "_";
}

std::string comment(const std::string& words, std::string_view prefix) {
  const std::string doc = generators::for_comment(words);
  std::string text;
  for (std::size_t begin = 0; begin <= doc.size();) {
    const auto end = std::min(doc.find('\n', begin), doc.size());
    text += generators::comment_line(fmt::format("{}{}", prefix, doc.substr(begin, end - begin))) + "\n";
    begin = end + 1;
  }
  return text;
}

} // namespace chaperone::conformance
