// Where in a record of a log each part of an event stands. By default as docs/follow.md has it; a map says otherwise.
// Covered by tests/records/log_test.cpp.
#pragma once

#include "records/follow/event.hpp"
#include "records/lines/bytes.hpp"

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chaperone::follow {

/// A part of an event that a field of a record holds.
struct Part {
  enum class Kind { rule, outcome, time, argument, all_arguments, added, removed };
  Kind kind = Kind::rule;
  std::size_t argument = 0; ///< into Shape::paths
};

/// Fields of a record by their names, level by level.
struct FieldTree {
  std::vector<Part> parts;
  std::map<std::string, FieldTree, std::less<>> fields;
};

class Shape {
public:
  /// `rule`, `args`, `outcome`, `at`, `added`, `removed`.
  Shape();

  const FieldTree& fields() const { return fields_; }
  /// The outcome that a word of the log means.
  LoggedOutcome outcome(std::string_view word) const;
  /// Gives the event the name of its rule, and its arguments their names, as the map has them.
  void rename(Event& event) const;
  /// Paths that stand for arguments, such as `data.user.id`.
  const std::vector<std::string>& paths() const { return paths_; }

private:
  friend class MapReader;
  struct MappedRule {
    std::string rule;
    std::vector<std::pair<std::string, std::size_t>> args; ///< the parameter's name, and where it stands
  };

  void add(std::string_view path, Part part);

  FieldTree fields_;
  std::vector<std::string> paths_;
  std::map<std::string, MappedRule, std::less<>> rules_;
  std::map<std::string, LoggedOutcome, std::less<>> outcomes_;
};

/// Reads a map, or says what is wrong in it. `payload` is a path that stands before those of rule and arguments; empty:
/// none.
std::variant<Shape, records::Mistake> read_shape(const std::string& file, records::ByteSource source,
                                                 const std::string& payload);
Shape shape_at(const std::string& payload);

} // namespace chaperone::follow
