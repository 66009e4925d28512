// See source_lines.hpp.
#include "generators/page/source_lines.hpp"

#include "model/syntax/lexer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::page {
namespace {

using namespace model;

constexpr std::uint32_t most_lines = 60;

const char* class_of(Remark::Kind kind) {
  switch (kind) {
  case Remark::Kind::looked:
    return "looked";
  case Remark::Kind::missed:
    return "missed";
  case Remark::Kind::refused:
    return "refused";
  case Remark::Kind::did:
    break;
  }
  return "did";
}

} // namespace

std::uint32_t SourceLines::end_of_body(Span name) {
  if (const auto known = ends_.find(name); known != ends_.end())
    return known->second;
  model::Report unheard; // the file has been read without mistakes
  const std::string& text = sources_->file(name.file).text();
  std::uint32_t end = name.end;
  std::size_t depth = 0;
  const LexedFile file = lex(name.file, text, unheard);
  const auto first = std::ranges::lower_bound(file.tokens, name.end, {}, &Token::begin);
  for (auto token = first; token != file.tokens.end(); ++token) {
    if (token->kind == TokenKind::open_brace)
      ++depth;
    if (token->kind != TokenKind::close_brace || depth == 0)
      continue;
    if (--depth == 0) {
      end = token->end;
      break;
    }
  }
  return ends_.emplace(name, end).first->second;
}

void SourceLines::write(Writer& page, Span name, const std::map<Span, std::vector<Remark>>& remarks) {
  if (!sources_ || name.begin == name.end || name.file.index >= sources_->size())
    return;
  const SourceFile& file = sources_->file(name.file);
  const std::uint32_t first = file.locate(name.begin).line;
  const std::uint32_t end = file.locate(end_of_body(name)).line;
  const std::uint32_t last = std::min(end, first + most_lines - 1);
  page.element("div", {{"class", "source"}}, [&] {
    page.element("p", {{"class", "place"}}, fmt::format("{}, line {}", file.path(), first));
    for (std::uint32_t line = first; line <= last; ++line) {
      std::vector<const Remark*> here;
      for (const auto& [span, said] : remarks)
        if (span.file == name.file && file.locate(span.begin).line == line)
          for (const Remark& remark : said)
            here.push_back(&remark);
      page.element("div", {{"class", here.empty() ? "line" : fmt::format("line {}", class_of(here.front()->kind))}},
                   [&] {
                     page.element("span", {{"class", "number"}}, std::to_string(line));
                     page.element("code", file.line(line));
                   });
      for (const Remark* remark : here)
        page.element("p", {{"class", fmt::format("remark {}", class_of(remark->kind))}}, remark->words);
    }
    if (last < end)
      page.element("p", {{"class", "place"}}, fmt::format("and {} more lines", end - last));
  });
}

} // namespace chaperone::page
