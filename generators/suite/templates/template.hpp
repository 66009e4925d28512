// A suite in words of the user's own: a Mustache template, filled in with the suite's tests. What a template
// may name is listed in docs/suites.md. Covered by tests/generators/template_test.cpp.
#pragma once

#include "generators/suite/suite.hpp"
#include "model/text/diagnostic.hpp"

#include <string>
#include <vector>

namespace chaperone::generators::suite::templates {

struct Rendered {
  std::string text;                        ///< only where there is no mistake
  std::vector<model::Diagnostic> mistakes; ///< in `file`
};

/// Fills in `template_file`'s text. Mistakes are sections that do not match, tags that do not end and names that no
/// suite has. Nothing is escaped but by the template itself.
Rendered render_template(const TestSuite& suite, const model::SourceSet& sources, model::FileId template_file);

} // namespace chaperone::generators::suite::templates
