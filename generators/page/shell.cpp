// See shell.hpp.
#include "generators/page/shell.hpp"

#include "generators/page/assets.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::page {
namespace {

const char* class_of(Standing standing) {
  switch (standing) {
  case Standing::good:
    return "good";
  case Standing::bad:
    return "bad";
  case Standing::note:
    return "note";
  case Standing::open:
    break;
  }
  return "open";
}

const char* sign_of(Standing standing) {
  switch (standing) {
  case Standing::good:
    return "✓";
  case Standing::bad:
    return "✗";
  case Standing::note:
    return "•";
  case Standing::open:
    break;
  }
  return "?";
}

} // namespace

std::string whole_page(const std::string& title, const std::function<void(Writer&)>& body) {
  Writer page;
  page.markup("<!doctype html>\n");
  page.element("html", {{"lang", "en"}}, [&] {
    page.element("head", [&] {
      page.lone("meta", {{"charset", "utf-8"}});
      // A browser asks for nothing, whatever a text in the page may be.
      page.lone("meta", {{"http-equiv", "Content-Security-Policy"},
                         {"content",
                          "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
                          "base-uri 'none'; form-action 'none'"}});
      page.lone("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
      page.lone("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
      page.lone("meta", {{"name", "generator"}, {"content", "Chaperone " CHAPERONE_VERSION}});
      page.lone("link", {{"rel", "icon"}, {"href", "data:,"}});
      page.element("title", title);
      page.markup("<style>").markup(style_sheet).markup("</style>");
    });
    page.element("body", [&] {
      page.element("a", {{"class", "skip"}, {"href", "#content"}}, "Skip to the results");
      page.element("main", {{"id", "content"}, {"tabindex", "-1"}}, [&] { body(page); });
      page.element("footer", [&] {
        page.element("p", "Made by Chaperone " CHAPERONE_VERSION ". Each story was run by an interpreter of the rules, "
                          "and each proof was checked again by a second session of the solver.");
      });
      page.markup("<script>").markup(script).markup("</script>");
    });
  });
  page.markup("\n");
  return page.str();
}

void badge(Writer& page, Standing standing, std::string_view word) {
  page.element("span", {{"class", fmt::format("badge {}", class_of(standing))}}, [&] {
    page.element("span", {{"aria-hidden", "true"}}, sign_of(standing));
    page.text(fmt::format(" {}", word));
  });
}

void summary(Writer& page, const std::vector<Row>& rows) {
  page.element("ul", {{"class", "summary"}}, [&] {
    for (const Row& row : rows)
      page.element("li", [&] {
        badge(page, row.standing, row.word);
        page.element("div", [&] {
          if (row.id.empty())
            page.text(row.title);
          else
            page.element("a", {{"href", "#" + row.id}}, row.title);
          if (!row.name.empty())
            page.text(" ").element("code", {{"class", "name"}}, row.name);
        });
      });
  });
}

void paragraphs(Writer& page, std::string_view text) {
  std::string paragraph;
  const auto close = [&] {
    if (!paragraph.empty())
      page.element("p", paragraph);
    paragraph.clear();
  };
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.find_first_not_of(" \t") == std::string_view::npos)
      close();
    else
      paragraph += (paragraph.empty() ? "" : " ") + std::string(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  close();
}

std::pair<std::string, std::string> first_sentence(const std::string& doc) {
  for (std::size_t at = 0; at < doc.size(); ++at) {
    const bool ends = doc[at] == '.' && (at + 1 == doc.size() || doc[at + 1] == ' ' || doc[at + 1] == '\n');
    const bool is_gap = doc[at] == '\n' && at + 1 < doc.size() && doc[at + 1] == '\n';
    if (ends || is_gap) {
      std::string first = doc.substr(0, at);
      std::ranges::replace(first, '\n', ' ');
      return {first, doc.substr(std::min(doc.find_first_not_of(" \n", at + 1), doc.size()))};
    }
  }
  std::string whole = doc;
  std::ranges::replace(whole, '\n', ' ');
  return {whole, ""};
}

std::string in_words(std::string_view name) {
  std::string words(name);
  std::ranges::replace(words, '_', ' ');
  if (!words.empty() && words[0] >= 'a' && words[0] <= 'z')
    words[0] = static_cast<char>(words[0] - 'a' + 'A');
  return words;
}

} // namespace chaperone::page
