// HTML and SVG, element by element: what is opened is closed, and text of others is text.
//
//   Writer page;
//   page.element("p", {{"class", "told"}}, [&] { page.text("Ann & Bea"); });
//   page.str()   // <p class="told">Ann &amp; Bea</p>
//
// Covered by tests/generators/page/html_test.cpp.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chaperone::page {

/// Text as it may stand in HTML and XML, between tags and in a quoted attribute: what a browser would obey is written
/// as a reference, and what nobody sees, such as a mark that turns the direction, as an escape
/// (model/text/visible.hpp).
std::string escaped(std::string_view text);

/// An attribute with its value, which is escaped. Names of elements and attributes are the caller's own words.
using Attribute = std::pair<std::string_view, std::string>;
using Attributes = std::vector<Attribute>;

/// Appends to one text. Elements nest by the calls of `inside`.
class Writer {
public:
  Writer& element(std::string_view tag, const Attributes& attributes, const std::function<void()>& inside);
  Writer& element(std::string_view tag, const std::function<void()>& inside) { return element(tag, {}, inside); }
  Writer& element(std::string_view tag, const Attributes& attributes, std::string_view inside);
  Writer& element(std::string_view tag, std::string_view inside) { return element(tag, {}, inside); }
  /// One that has nothing inside and is not closed in HTML, such as `meta`.
  Writer& lone(std::string_view tag, const Attributes& attributes);
  Writer& text(std::string_view text);
  /// Markup that another Writer made, or a file of this project.
  Writer& markup(std::string_view made);

  const std::string& str() const { return text_; }

private:
  void open(std::string_view tag, const Attributes& attributes);

  std::string text_;
};

/// A text as part of an id or a fragment: letters, digits and `_`; others as `-` and their number, so that different
/// texts stay different.
std::string identifier(std::string_view text);

} // namespace chaperone::page
