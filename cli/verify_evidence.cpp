// See verify_evidence.hpp.
#include "cli/verify_evidence.hpp"

#include "cli/exit_code.hpp"

#include "generators/evidence/dossier.hpp"
#include "generators/evidence/sha256.hpp"
#include "generators/story/text.hpp"
#include "model/resolve/front_end.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

namespace chaperone::cli {
namespace {

namespace fs = std::filesystem;

bool stays_inside(const fs::path& path) {
  return !path.empty() && path.is_relative() &&
         std::ranges::none_of(path, [](const fs::path& part) { return part == ".."; });
}

class Verification {
public:
  Verification(const std::string& folder, Console& console) : folder_(folder), console_(console) {}

  int run() {
    const model::FileBytes list = read(digest_list);
    const model::FileBytes document = read("evidence.json");
    if (!list.bytes || !document.bytes) {
      complain(console_,
               fmt::format("{} is no dossier: {}", folder_.string(), !list.bytes ? list.why_not : document.why_not));
      return bad_input;
    }
    const auto earlier = evidence::read_dossier(*document.bytes);
    if (const auto* mistake = std::get_if<reports::JsonMistake>(&earlier)) {
      complain(console_,
               fmt::format("{}: at {}: {}", (folder_ / "evidence.json").string(), mistake->path, mistake->message));
      return bad_input;
    }
    const auto digests = read_digests(*list.bytes);
    std::set<std::string> known{digest_list};
    for (const auto& [path, digest] : digests) {
      known.insert(path);
      compare("file", path, digest);
    }
    look_for_others(known);
    const auto& dossier = std::get<evidence::Earlier>(earlier);
    for (const evidence::Input& input : dossier.inputs)
      compare("input", input.path, input.digest);
    console_.out(fmt::format("{}dossier of {}: {} and {}, {}\n{}: {}\n", told_, model::visible(dossier.date),
                             reports::counted(digests.size(), "file"), reports::counted(dossier.inputs.size(), "input"),
                             differences_ == 0 ? "unchanged" : reports::counted(differences_, "difference"),
                             digest_list, evidence::sha256(*list.bytes)));
    return differences_ == 0 ? all_well : finding;
  }

private:
  model::FileBytes read(const std::string& path) const { return model::read_from_disk()((folder_ / path).string()); }

  void differs(std::string_view how, std::string_view what, const std::string& path) {
    ++differences_;
    told_ += fmt::format("{}: {} {}\n", how, what, model::visible(path));
  }

  void compare(std::string_view what, const std::string& path, const std::string& digest) {
    const model::FileBytes text = read(path);
    if (!text.bytes)
      differs("missing", what, path);
    else if (evidence::sha256(*text.bytes) != digest)
      differs("changed", what, path);
  }

  void look_for_others(const std::set<std::string>& known) {
    std::set<std::string> others;
    std::error_code failed;
    for (fs::recursive_directory_iterator entry(folder_, failed), end; !failed && entry != end; entry.increment(failed))
      if (const std::string path = entry->path().lexically_relative(folder_).generic_string();
          !entry->is_directory(failed) && !known.contains(path))
        others.insert(path);
    for (const std::string& path : others)
      differs("not part of the dossier", "file", path);
  }

  fs::path folder_;
  Console& console_;
  std::string told_;
  std::size_t differences_ = 0;
};

} // namespace

std::vector<std::pair<std::string, std::string>> read_digests(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> digests;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.size() > 66 && line.compare(64, 2, "  ") == 0 && stays_inside(line.substr(66)))
      digests.emplace_back(line.substr(66), line.substr(0, 64));
  return digests;
}

int verify_evidence(const std::string& folder, Console& console) {
  return Verification(folder, console).run();
}

} // namespace chaperone::cli
