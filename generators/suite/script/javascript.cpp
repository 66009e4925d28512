// See javascript.hpp.
#include "generators/suite/script/javascript.hpp"

#include <fmt/format.h>

namespace chaperone::generators::suite::script {

std::set<std::string> javascript_words(const std::set<std::string>& own) {
  std::set<std::string> words{
      "await",    "break",    "case",   "catch",     "class",      "const",      "continue",    "debugger",  "default",
      "delete",   "do",       "else",   "enum",      "export",     "extends",    "false",       "finally",   "for",
      "function", "if",       "import", "in",        "instanceof", "new",        "null",        "return",    "super",
      "switch",   "this",     "throw",  "true",      "try",        "typeof",     "var",         "void",      "while",
      "with",     "yield",    "let",    "static",    "async",      "of",         "undefined",   "arguments", "eval",
      "package",  "private",  "public", "protected", "interface",  "implements", "constructor", "Map",       "Set",
      "Promise",  "Object",   "Array",  "JSON",      "Number",     "setUp",      "ask",         "service",   "now",
      "before",   "expected", "copy",   "told",      "total",      "subsets",    "makeDriver",  "then",      "Facts",
      "value"};
  words.insert(own.begin(), own.end());
  return words;
}

std::string JavaScript::all(const std::string& variable, const std::string& domain, const std::string& body) const {
  return fmt::format("{}.every(({}) => {})", domain, variable, body);
}
std::string JavaScript::any(const std::string& variable, const std::string& domain, const std::string& body) const {
  return fmt::format("{}.some(({}) => {})", domain, variable, body);
}
std::string JavaScript::sum(const std::string& variable, const std::string& domain, const std::string& body) const {
  return fmt::format("total({}, ({}) => {})", domain, variable, body);
}
std::string JavaScript::number_of(const std::string& truth) const {
  return "Number(" + truth + ")";
}
std::string JavaScript::equality(const std::string& left, const std::string& right) const {
  return fmt::format("({} === {})", left, right);
}
std::string JavaScript::individual(const std::string&, const std::string& name) const {
  return quoted(name);
}
std::string JavaScript::value(const std::string&, const std::string& name) const {
  return quoted(name);
}
std::string JavaScript::set_of(const std::vector<std::string>& members) const {
  return "[" + joined(members) + "]";
}
std::string JavaScript::subsets(const std::string& domain) const {
  return "subsets(" + domain + ")";
}

} // namespace chaperone::generators::suite::script
