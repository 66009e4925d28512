// Resolves declarations into the tables of a System: first all names, then what
// takes arguments, then bodies, so that the order in the file does not matter.
// Covered by tests/model/resolver_test.cpp and specs/broken/.
#pragma once

#include "model/resolve/resolve_files.hpp"
#include "model/resolve/resolve_names.hpp"

#include <vector>

namespace chaperone::model {

/// Fills `resolution` from all declarations but scenarios. Linear.
void resolve_declarations(const Program& program, Resolution& resolution);

/// Parameters, told-as text, requirements and effects of a rule that has its name already. In two steps, since
/// properties may speak of rules that stand further down.
void resolve_rule_parameters(const syntax::Declaration& declaration, RuleId rule, Resolution& resolution);
/// The statements of each `extend rule` come after those of the rule.
void resolve_rule_body(const syntax::Declaration& declaration, RuleId rule,
                       const std::vector<const syntax::Declaration*>& extensions, Resolution& resolution);

} // namespace chaperone::model
