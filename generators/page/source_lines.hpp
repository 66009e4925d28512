// The lines of a declaration as they stand in the rule file, with remarks under some of them.
// Covered by tests/generators/page/check_page_test.cpp.
#pragma once

#include "generators/page/html.hpp"

#include "model/rules/system.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace chaperone::page {

/// What is said of a line, below it.
struct Remark {
  enum class Kind { looked, missed, refused, did };
  Kind kind = Kind::looked;
  std::string words;
};

/// Reads each source file once; keeps the system's sources.
class SourceLines {
public:
  explicit SourceLines(const model::System& system) : sources_(system.sources) {}

  /// The lines of the rule from its name to the brace that ends it; the span's line alone where there is no body.
  /// `remarks` go by the spans of clauses.
  void write(Writer& page, model::Span name, const std::map<model::Span, std::vector<Remark>>& remarks);

private:
  /// Where the body that begins after `name` ends.
  std::uint32_t end_of_body(model::Span name);

  std::shared_ptr<const model::SourceSet> sources_;
  std::map<model::Span, std::uint32_t> ends_; ///< by name
};

} // namespace chaperone::page
