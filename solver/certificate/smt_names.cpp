// See smt_names.hpp.
#include "solver/certificate/smt_names.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace chaperone::solver::certificate {
namespace {

/// Words that SMT-LIB, z3 4.8.12 or cvc5 1.0.3 keep for themselves, of those that a rule file may use as names; sorted.
constexpr std::array<std::string_view, 98> reserved{
    "Array",   "BINARY",      "BitVec",  "Bool",    "Char",     "DECIMAL",      "Float128", "Float16", "Float32",
    "Float64", "HEXADECIMAL", "Int",     "List",    "NUMERAL",  "RNA",          "RNE",      "RTN",     "RTP",
    "RTZ",     "Real",        "RegEx",   "RegLan",  "Relation", "RoundingMode", "STRING",   "Seq",     "Set",
    "String",  "Table",       "Tuple",   "Unicode", "abs",      "and",          "apply",    "arccos",  "arccot",
    "arccsc",  "arcsec",      "arcsin",  "arctan",  "as",       "assert",       "bag",      "char",    "choice",
    "comp",    "concat",      "cos",     "cot",     "csc",      "define",       "distinct", "div",     "divisible",
    "echo",    "emp",         "eval",    "exists",  "exit",     "exp",          "extract",  "false",   "forall",
    "fp",      "iand",        "include", "is",      "is_int",   "ite",          "lambda",   "let",     "map",
    "match",   "mod",         "not",     "or",      "par",      "pop",          "pow2",     "pto",     "push",
    "rem",     "reset",       "sec",     "select",  "sep",      "simplify",     "sin",      "sqrt",    "store",
    "tan",     "to_int",      "to_real", "true",    "tuple",    "update",       "wand",     "xor"};
static_assert(std::is_sorted(reserved.begin(), reserved.end()));

/// A symbol that needs no bars around it: beyond ASCII it does.
std::string as_symbol(const std::string& name) {
  const bool is_plain =
      std::all_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return is_plain ? name : "|" + name + "|";
}

bool is_reserved(const std::string& name) {
  return std::binary_search(reserved.begin(), reserved.end(), name) || name.starts_with("bv");
}

} // namespace

SmtNames::SmtNames(const model::System& system) {
  for (const model::Sort& sort : system.sorts)
    sorts_.push_back(take(sort.name));
  for (const model::Relation& relation : system.relations)
    relations_.push_back(take(relation.name));
  for (const model::Function& function : system.functions)
    functions_.push_back(take(function.name));
  for (const model::Define& define : system.defines)
    defines_.push_back(take(define.name));
  // An enum's value may recur in other enums and equal a relation's name.
  for (const model::Sort& sort : system.sorts) {
    values_.emplace_back();
    if (sort.is_enum)
      for (const std::string& value : sort.names)
        values_.back().push_back(take(taken_.contains(as_symbol(value)) ? sort.name + "." + value : value));
  }
}

std::string SmtNames::take(const std::string& wanted) {
  std::string name = as_symbol(is_reserved(wanted) ? wanted + "_" : wanted);
  for (int number = 2; !taken_.insert(name).second; ++number)
    name = as_symbol(wanted + "_" + std::to_string(number));
  return name;
}

} // namespace chaperone::solver::certificate
