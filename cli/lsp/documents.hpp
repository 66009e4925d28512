// The files that are open in the editor, as it has them, and how it names files.
// Covered by tests/cli/lsp/documents_test.cpp.
#pragma once

#include "cli/lsp/json.hpp"
#include "cli/lsp/positions.hpp"

#include <map>
#include <string>

namespace chaperone::cli::lsp {

struct Document {
  std::string uri; ///< as the editor writes it
  std::string text;
  LineTable lines{""};
};

/// The path of a `file:` URI, normalised; of any other URI, the URI itself.
std::string path_of(const std::string& uri);
std::string uri_of(const std::string& path);

/// By path.
class Documents {
public:
  /// Opening what is open replaces it.
  void open(const std::string& uri, std::string text);
  /// `contentChanges`: one after the other, each a range and its new text, or the whole text. No file: nothing.
  void change(const std::string& path, const Json& changes, Encoding encoding);
  void close(const std::string& path) { all_.erase(path); }
  const Document* find(const std::string& path) const;
  const std::map<std::string, Document>& all() const { return all_; }
  /// The editor's own name for it where it is open.
  std::string uri_of(const std::string& path) const;

private:
  std::map<std::string, Document> all_;
};

} // namespace chaperone::cli::lsp
