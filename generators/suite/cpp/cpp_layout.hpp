// C++ text laid out as clang-format 14 does it in LLVM's style, 80 columns wide, so
// that generated files pass a format check as they are. Only the shapes that the
// writers need; a statement that fits none of them is put between `// clang-format off`
// and `on`. Covered by tests/generators/cpp_layout_test.cpp and tests/generated/,
// which run clang-format over the output.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chaperone::generators::suite::cpp {

/// An expression with its operator of weakest binding, so that it can be broken there and bracketed where it goes
/// into another.
struct CppExpression {
  enum class Level { primary, sum, equality, conjunction, disjunction };
  Level level = Level::primary;
  std::vector<std::string> operands; ///< of the operator; one for `primary`
  bool is_negated = false;           ///< of `equality`: `!=`
  /// Of a `primary` that is `!(…)`: what stands in the brackets, to break it there; else empty.
  std::vector<CppExpression> denied = {};

  std::string text() const;
  /// In brackets unless it binds as tightly as a call.
  std::string bracketed() const;
};
CppExpression primary(std::string text);
CppExpression equality(const std::string& left, const std::string& right, bool is_negated = false);
CppExpression negated(const CppExpression& body);
/// `&&` or `||` of all parts, flat; `empty` for none.
CppExpression joined(CppExpression::Level level, const std::vector<CppExpression>& parts, std::string_view empty);

/// A file that grows line by line.
class CppText {
public:
  /// Starts `depth` deep, for text that goes into another.
  explicit CppText(std::size_t depth = 0) : depth_(depth) {}
  const std::string& text() const { return text_; }

  /// Finished lines.
  void append(std::string_view lines) { text_ += lines; }
  /// One line as it stands at the present indentation; an empty one is blank.
  void line(std::string_view words = "");
  /// `head {`, and one deeper until `close`.
  void open(std::string_view head);
  void close(std::string_view tail = "}");
  /// One deeper until `close`, after a head that was laid out as a call or an expression.
  void deepen() { ++depth_; }
  /// A label such as `public:`, one level out.
  void label(std::string_view words);

  /// Words after `marker` (`//` or `///`), filled to the width; line feeds in `words` stay.
  void comment(std::string_view marker, std::string_view told);

  /// `head(argument, argument)tail`, filled.
  void call(const std::string& head, const std::vector<std::string>& arguments, const std::string& tail);
  /// A call whose arguments follow `left = `; breaks after the `=` first.
  void assignment(const std::string& left, const std::string& right);
  /// `left = template_name<result(types)qualifiers>argument`, the types filled in if need be.
  void signature(const std::string& left, const std::string& result, const std::vector<std::string>& types,
                 const std::string& qualifiers, const std::string& argument);
  /// `head` + expression + `tail`, broken behind the operators.
  void expression(const std::string& head, const CppExpression& expression, const std::string& tail);
  /// `head` + `"words"` + `tail`, the words in as many literals as it takes. `chained` stands before the tail with a
  /// space (`<< step_1`), on a line of its own if need be.
  void literal(const std::string& head, std::string_view words, const std::string& chained, const std::string& tail);
  /// `head"words", "second"tail`, as a test case begins; `second` may be broken between its parts.
  void literals(const std::string& head, std::string_view words, const std::vector<std::string>& second,
                const std::string& tail);
  /// A function whose body is one statement, `before` + expression + `after`: on one line if it fits.
  void function(const std::string& head, const std::vector<std::string>& parameters, const std::string& qualifiers,
                const std::string& before, const CppExpression& expression, const std::string& after);

private:
  std::size_t indent() const { return 2 * depth_; }
  /// Pieces with a blank between, from column `indent` + width of `head` on; false (and nothing written) if one of them
  /// does not fit.
  bool fill(const std::string& head, const std::vector<std::string>& pieces, const std::string& tail);
  /// The statement as one long line that clang-format leaves alone.
  void untouched(const std::string& statement);

  std::string text_;
  std::size_t depth_;
};

/// The parts of `words` that string literals of at most `width` columns (quotes included) can hold, cut behind blanks.
std::vector<std::string> literal_pieces(std::string_view words, std::size_t width);

/// A documentation's lines joined into paragraphs; what begins with a blank or no letter keeps its line.
std::string reflowed(std::string_view doc);

/// Columns that a text takes in clang-format's eyes.
std::size_t cpp_width(std::string_view text);

} // namespace chaperone::generators::suite::cpp
