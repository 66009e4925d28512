// Source: Language Server Protocol 3.17, "Text Document Synchronization"; RFC 3986.
// Covered by tests/cli/lsp/documents_test.cpp.
#include "cli/lsp/documents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace chaperone::cli::lsp {
namespace {

constexpr std::string_view file_scheme = "file://";

int hex_digit(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

std::string decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape =
        text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    result += is_escape ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])) : text[i];
    i += is_escape ? 2 : 0;
  }
  return result;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~/").find(c) != std::string_view::npos;
}

} // namespace

std::string path_of(const std::string& uri) {
  if (!uri.starts_with(file_scheme))
    return uri;
  const std::size_t start = uri.find('/', file_scheme.size()); // behind the host, which is mostly empty
  if (start == std::string::npos)
    return uri;
  return std::filesystem::path(decoded(std::string_view(uri).substr(start))).lexically_normal().string();
}

std::string uri_of(const std::string& path) {
  if (!path.starts_with('/'))
    return path;
  std::string result(file_scheme);
  for (const char c : path)
    if (is_unreserved(c))
      result += c;
    else
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return result;
}

void Documents::open(const std::string& uri, std::string text) {
  LineTable lines(text);
  all_[path_of(uri)] = {uri, std::move(text), std::move(lines)};
}

void Documents::change(const std::string& path, const Json& changes, Encoding encoding) {
  const auto found = all_.find(path);
  if (found == all_.end())
    return;
  Document& it = found->second;
  for (const Json& change : changes) {
    const auto& text = change.at("text").get_ref<const std::string&>();
    if (!change.contains("range")) {
      it.text = text;
    } else {
      const std::uint32_t begin = it.lines.offset(it.text, read_position(change.at("range").at("start")), encoding);
      const std::uint32_t end = it.lines.offset(it.text, read_position(change.at("range").at("end")), encoding);
      it.text.replace(begin, std::max(begin, end) - begin, text);
    }
    it.lines = LineTable(it.text);
  }
}

const Document* Documents::find(const std::string& path) const {
  const auto found = all_.find(path);
  return found == all_.end() ? nullptr : &found->second;
}

std::string Documents::uri_of(const std::string& path) const {
  const Document* open = find(path);
  return open != nullptr ? open->uri : lsp::uri_of(path);
}

} // namespace chaperone::cli::lsp
