// The language server under random edits of the files of specs/: it never fails, and what it tells in the end is what
// a server tells that has seen nothing but the last texts. CHAPERONE_RANDOM_EDITS=10000 makes so many edits.
#include "tests/cli/lsp/editor.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

using namespace chaperone::tests;

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

class RandomEditor {
public:
  explicit RandomEditor(unsigned seed) : random_(seed) {
    for (const auto& entry : fs::recursive_directory_iterator(CHAPERONE_SOURCE_DIR "/specs"))
      if (entry.path().extension() == ".chap" && is_utf8(read(entry.path())))
        files_.push_back(entry.path().string());
    std::sort(files_.begin(), files_.end());
  }

  /// Opens a file and maybe its neighbour, edits both, and compares.
  void session(std::size_t edits) {
    Editor editor;
    std::vector<std::string> open{files_[below(files_.size())], files_[below(files_.size())]};
    std::string folder = fs::path(open[0]).parent_path().string();
    for (std::size_t tries = 0; tries < 20 && fs::path(open[1]).parent_path() != folder; ++tries)
      open[1] = files_[below(files_.size())];
    if (open[1] == open[0])
      open.pop_back();
    for (const std::string& path : open)
      editor.open(path, read(path));
    for (std::size_t i = 0; i < edits; ++i) {
      const std::string& path = open[below(open.size())];
      edit(editor, path);
      if (below(3) == 0)
        editor.settle();
      if (below(4) == 0)
        ask(editor, path);
    }
    editor.settle();
    Editor fresh;
    for (const std::string& path : open)
      fresh.open(path, editor.text(path));
    for (const std::string& path : open) {
      INFO(path << "\n" << editor.text(path));
      CHECK(editor.diagnostics(path) == fresh.diagnostics(path));
      CHECK(editor.ask("textDocument/semanticTokens/full", path) ==
            fresh.ask("textDocument/semanticTokens/full", path));
    }
  }

private:
  /// The test counts places in texts that are UTF-8.
  static bool is_utf8(const std::string& text) {
    try {
      return !Json(text).dump().empty();
    } catch (const Json::exception&) {
      return false;
    }
  }

  std::size_t below(std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_); }

  /// Not within a character or a line end.
  std::size_t place_in(const std::string& text) { return next_place(text, below(text.size() + 1)); }

  static std::size_t next_place(const std::string& text, std::size_t at) {
    while (at < text.size() && ((static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U ||
                                (at > 0 && text[at - 1] == '\r' && text[at] == '\n')))
      ++at;
    return at;
  }

  void edit(Editor& editor, const std::string& path) {
    static const std::vector<std::string> words{
        "(",      ")",      "{",       "}",        "\"",    ",",       ":",    "|",       "=",       " ",
        "\n",     "\r\n",   "x",       "ä😀",       "//",    "/// d\n", "not ", "all x: ", "require", "rule r(",
        "never ", "use \"", "system ", "replace ", "drop ", "&&",      "_",    "1",       "was ",    "can "};
    const std::string& text = editor.text(path);
    const std::size_t begin = place_in(text);
    std::size_t end = begin;
    if (below(2) == 0)
      end = std::max(begin, std::min(place_in(text), begin + 1 + below(30)));
    end = next_place(text, end);
    std::string put;
    switch (below(4)) {
    case 0:
      break;
    case 1: {
      const std::size_t from = place_in(text), to = place_in(text);
      put = text.substr(std::min(from, to), std::min<std::size_t>(60, std::max(from, to) - std::min(from, to)));
      while (!put.empty() && !is_utf8(put))
        put.pop_back();
      break;
    }
    default:
      put = words[below(words.size())];
    }
    editor.type(path, begin, end - begin, put);
  }

  void ask(Editor& editor, const std::string& path) {
    static const std::vector<std::string> methods{"textDocument/hover",
                                                  "textDocument/definition",
                                                  "textDocument/references",
                                                  "textDocument/completion",
                                                  "textDocument/documentSymbol",
                                                  "textDocument/foldingRange",
                                                  "textDocument/prepareRename",
                                                  "textDocument/formatting",
                                                  "textDocument/documentHighlight",
                                                  "textDocument/semanticTokens/full",
                                                  "textDocument/rename"};
    const std::string& method = methods[below(methods.size())];
    const Json position{{"line", below(200)}, {"character", below(60)}};
    const Json reply = editor.reply(method, {{"textDocument", {{"uri", Editor::uri(path)}}},
                                             {"position", position},
                                             {"context", Json::object()},
                                             {"newName", below(2) == 0 ? "x" : "another_name"}});
    const bool may_refuse = method == "textDocument/prepareRename" || method == "textDocument/rename";
    INFO(method << " " << reply << "\n" << editor.text(path));
    CHECK((reply.contains("result") || (may_refuse && reply["error"]["code"] == chaperone::cli::lsp::request_failed)));
  }

  std::mt19937 random_;
  std::vector<std::string> files_;
};

} // namespace

TEST_CASE("random edits never fail, and end in what is told from scratch") {
  const char* wanted = std::getenv("CHAPERONE_RANDOM_EDITS");
  const int edits = wanted != nullptr ? std::atoi(wanted) : 300;
  constexpr int in_a_session = 20;
  for (int session = 0; session * in_a_session < edits; ++session) {
    INFO("seed " << session);
    RandomEditor(static_cast<unsigned>(session)).session(in_a_session);
  }
}
