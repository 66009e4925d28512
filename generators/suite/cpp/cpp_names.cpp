// What may not be called what.
#include "generators/suite/cpp/cpp_names.hpp"

#include "generators/story/text.hpp"
#include "model/rules/walk.hpp"
#include "model/text/utf8.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <cctype>

namespace chaperone::generators::suite::cpp {
namespace {

using namespace chaperone::model;

/// Keywords of C++ up to C++23 with their alternative spellings, macros that a test's headers may define, and what
/// the generated files themselves name.
const std::set<std::string, std::less<>>& reserved_words() {
  static const std::set<std::string, std::less<>> words = {
      "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char",
      "char8_t", "char16_t", "char32_t", "class", "compl", "concept", "const", "consteval", "constexpr", "constinit",
      "const_cast", "continue", "co_await", "co_return", "co_yield", "decltype", "default", "delete", "do", "double",
      "dynamic_cast", "else", "enum", "explicit", "export", "extern", "false", "float", "for", "friend", "goto", "if",
      "inline", "int", "long", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr", "operator", "or",
      "or_eq", "private", "protected", "public", "register", "reinterpret_cast", "requires", "return", "short",
      "signed", "sizeof", "static", "static_assert", "static_cast", "struct", "switch", "template", "this",
      "thread_local", "throw", "true", "try", "typedef", "typeid", "typename", "union", "unsigned", "using", "virtual",
      "void", "volatile", "wchar_t", "while", "xor", "xor_eq", "final", "override", "import", "module",
      // Macros of the C library, of g++ in its GNU modes, and of Catch2.
      "assert", "errno", "stdin", "stdout", "stderr", "NULL", "EOF", "NAN", "INFINITY", "linux", "unix", "i386", "TRUE",
      "FALSE", "DOMAIN", "OVERFLOW", "UNDERFLOW", "major", "minor", "makedev", "signals", "slots", "emit", "AND_GIVEN",
      "AND_THEN", "AND_WHEN", "CAPTURE", "CHECK", "CHECKED_ELSE", "CHECKED_IF", "CHECK_FALSE", "CHECK_NOFAIL",
      "CHECK_NOTHROW", "CHECK_THAT", "CHECK_THROWS", "DYNAMIC_SECTION", "FAIL", "FAIL_CHECK", "GENERATE", "GIVEN",
      "INFO", "METHOD_AS_TEST_CASE", "REGISTER_TEST_CASE", "REQUIRE", "REQUIRE_FALSE", "REQUIRE_NOTHROW",
      "REQUIRE_THAT", "REQUIRE_THROWS", "SCENARIO", "SECTION", "SKIP", "STATIC_REQUIRE", "SUCCEED", "TEST_CASE", "THEN",
      "UNSCOPED_INFO", "WARN", "WHEN",
      // What the generated files name themselves.
      "std", "Catch", "Driver", "Outcome", "Relation", "Function", "Facts", "Signature", "nowhere", "to_string",
      "subsets", "implements", "driver_for", "make_driver", "ask", "set_up", "service", "now", "before", "count",
      "expected", "where_unlike", "main", "note_past", "note_step"};
  return words;
}

/// A namespace lives beside the C library's functions and types, where a class's members do not.
const std::set<std::string, std::less<>>& global_names() {
  static const std::set<std::string, std::less<>> words = {
      "abort",  "abs",     "accept", "access",  "alarm",    "bind",   "calloc", "catch2", "chaperone", "chown",
      "clock",  "clone",   "close",  "connect", "daemon",   "div",    "div_t",  "exit",   "exp",       "file",
      "floor",  "fork",    "free",   "getenv",  "gamma",    "index",  "insque", "kill",   "labs",      "ldiv",
      "link",   "listen",  "lock",   "lockf",   "log",      "malloc", "mount",  "nice",   "open",      "option",
      "passwd", "pause",   "pipe",   "poll",    "pow",      "printf", "puts",   "raise",  "rand",      "random",
      "read",   "realloc", "recv",   "remove",  "rename",   "rindex", "round",  "select", "send",      "shutdown",
      "signal", "sigset",  "sin",    "sleep",   "socket",   "stat",   "stime",  "strlen", "swab",      "sync",
      "system", "time",    "times",  "tm",      "truncate", "unlink", "user",   "vfork",  "wait",      "write",
      "y0",     "y1",      "yn",     "j0",      "j1",       "jn"};
  return words;
}

} // namespace

std::string cpp_identifier(std::string_view name) {
  std::string result;
  while (!name.empty()) {
    const auto next = decode(name);
    if (next.code_point >= 0x80)
      result += fmt::format("u{:04x}", static_cast<std::uint32_t>(next.code_point));
    else if (!(name[0] == '_' && !result.empty() && result.back() == '_')) // two in a row are the compiler's own
      result += std::isalnum(static_cast<unsigned char>(name[0])) != 0 ? name[0] : '_';
    name.remove_prefix(next.bytes);
  }
  if (result.empty() || std::isdigit(static_cast<unsigned char>(result[0])) != 0 || result[0] == '_')
    result.insert(0, result.empty() || result[0] != '_' ? "x_" : "x");
  if (reserved_words().contains(result))
    result += '_';
  return result;
}

std::string cpp_variable(std::string_view name) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  std::string result;
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (at > 0 && is_upper(name[at]) && name[at - 1] != '_' && !is_upper(name[at - 1]))
      result += '_';
    result += is_upper(name[at]) ? static_cast<char>(name[at] - 'A' + 'a') : name[at];
  }
  return cpp_identifier(result);
}

std::string cpp_string(std::string_view text) {
  std::string result = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const auto next = decode(text.substr(at));
    const std::string_view bytes = text.substr(at, next.bytes);
    if (bytes == "\"" || bytes == "\\" || (bytes == "?" && at > 0 && text[at - 1] == '?')) // no trigraphs
      result.append("\\").append(bytes);
    else if (next.is_valid && is_visible(next.code_point))
      result += bytes;
    else
      for (const char c : bytes)
        result += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    at += next.bytes;
  }
  return result + '"';
}

std::string NameTable::take(const std::string& identifier) {
  std::string result = identifier;
  for (int number = 2; !taken_.insert(result).second; ++number)
    result = identifier + (identifier.ends_with('_') ? "" : "_") + std::to_string(number);
  return result;
}

namespace {

std::set<RuleId> asked_in_properties(const System& system) {
  std::set<RuleId> asked;
  for (const Property& property : system.properties)
    walk(*property.formula, [&](const Node& node) {
      if (const auto* can = std::get_if<Can>(&node.kind))
        asked.insert(can->rule);
    });
  return asked;
}

} // namespace

CppNames::CppNames(const System& system, const LookedAt& looked_at) {
  name_space = cpp_identifier(system.name);
  if (global_names().contains(name_space))
    name_space += "_rules";
  NameTable table({name_space});
  for (const auto& sort : system.sorts)
    sorts.push_back(table.take(cpp_identifier(sort.name)));
  for (const auto& sort : system.sorts) {
    NameTable own;
    auto& names = values.emplace_back();
    if (sort.is_enum)
      for (const auto& value : sort.names)
        names.push_back(own.take(cpp_identifier(value)));
  }
  // Rules come first: the driver's methods are what people write, so it is they that keep their names.
  for (const auto& rule : system.rules)
    rules.push_back(table.take(cpp_identifier(rule.name)));
  const auto beside_rules = [&](const std::string& name) {
    const std::string identifier = cpp_identifier(name);
    return table.take(table.taken().contains(identifier) ? cpp_identifier(name + "_holds") : identifier);
  };
  for (const auto& relation : system.relations)
    relations.push_back(beside_rules(relation.name));
  for (const auto& function : system.functions)
    functions.push_back(beside_rules(function.name));
  for (const auto& define : system.defines)
    defines.push_back(beside_rules(define.name));
  for (const auto& sort : system.sorts)
    all_of.push_back(table.take(cpp_variable(reports::plural(sort.name))));
  for (const auto& relation : system.relations)
    given_relations.push_back(table.take(cpp_identifier("given_" + relation.name)));
  for (const auto& function : system.functions)
    given_functions.push_back(table.take(cpp_identifier("given_" + function.name)));
  std::set<RuleId> asked = asked_in_properties(system);
  asked.insert(looked_at.can.begin(), looked_at.can.end());
  for (const auto id : asked)
    (looked_at.can.contains(id) ? can : unused_can)[id] = table.take(cpp_identifier("can_" + system[id].name));
  for (const auto id : looked_at.did)
    did[id] = table.take(cpp_identifier("did_" + system[id].name));
  for (const Memory& memory : looked_at.memories)
    remembered[memory.relation] = table.take(cpp_identifier(system[memory.relation].name + "_from_now"));
  for (const auto id : looked_at.properties)
    where[id] = table.take(
        cpp_identifier("where_" + system[id].name + (system[id].kind == PropertyKind::always ? "_fails" : "")));
  taken = table.taken();
  taken.erase(name_space); // a variable may well be called like it
}

} // namespace chaperone::generators::suite::cpp
