// The shape of the tree: includes point one way, cli -> generators -> solver -> model,
// and Z3 is seen by the encoding alone (docs/architecture.md).
#include <catch2/catch.hpp>

#include <unistd.h>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

/// From the ground up: a floor may include itself and those below it.
constexpr std::array<std::string_view, 4> floors{"model", "solver", "generators", "cli"};

struct Include {
  std::string from; ///< path below the root
  std::string what; ///< between the quotes or angle brackets
};

std::vector<Include> includes_of(const std::string& floor) {
  std::vector<Include> found;
  const fs::path root(CHAPERONE_SOURCE_DIR);
  for (const auto& entry : fs::recursive_directory_iterator(root / floor)) {
    if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp")
      continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      if (!line.starts_with("#include"))
        continue;
      const auto begin = line.find_first_of("\"<");
      const auto end = line.find_last_of("\">");
      if (begin != std::string::npos && end > begin)
        found.push_back({fs::relative(entry.path(), root).string(), line.substr(begin + 1, end - begin - 1)});
    }
  }
  return found;
}

/// The folder of a file below its floor, `solver/encoding`; a file that lies in none stands for itself.
std::string room_of(const std::string& path) {
  const fs::path inside = fs::path(path).lexically_normal();
  return std::distance(inside.begin(), inside.end()) > 2 ? inside.parent_path().string() : inside.string();
}

/// The rooms of a floor that include each other in a circle, by the number of their strongly connected component.
std::map<int, std::set<std::string>> circles_of(const std::string& floor) {
  std::map<std::string, int> number;
  std::vector<std::string> names;
  const auto numbered = [&](const std::string& room) {
    const auto [at, is_new] = number.emplace(room, static_cast<int>(names.size()));
    if (is_new)
      names.push_back(room);
    return at->second;
  };
  boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS> graph;
  for (const Include& include : includes_of(floor))
    if (include.what.starts_with(floor + "/"))
      boost::add_edge(static_cast<unsigned>(numbered(room_of(include.from))),
                      static_cast<unsigned>(numbered(room_of(include.what))), graph);
  std::vector<int> component(boost::num_vertices(graph));
  boost::strong_components(graph, component.data());
  std::map<int, std::set<std::string>> made;
  for (std::size_t room = 0; room < component.size(); ++room)
    made[component[room]].insert(names[room]);
  std::erase_if(made, [](const auto& each) { return each.second.size() < 2; });
  return made;
}

} // namespace

TEST_CASE("no rooms of a floor include each other in a circle") {
  for (const std::string_view floor : floors)
    for (const auto& [component, rooms] : circles_of(std::string(floor))) {
      std::string names;
      for (const std::string& room : rooms)
        names += room + " ";
      FAIL_CHECK("a circle of " << names);
    }
}

TEST_CASE("includes point from cli to generators to solver to model, never up") {
  for (std::size_t floor = 0; floor < floors.size(); ++floor) {
    const auto includes = includes_of(std::string(floors[floor]));
    REQUIRE_FALSE(includes.empty());
    for (const Include& include : includes)
      for (std::size_t above = floor + 1; above < floors.size(); ++above) {
        INFO(include.from << " includes " << include.what);
        CHECK_FALSE(include.what.starts_with(std::string(floors[above]) + "/"));
      }
  }
}

TEST_CASE("only solver/encoding sees Z3 and CaDiCaL") {
  for (const std::string_view floor : floors)
    for (const Include& include : includes_of(std::string(floor))) {
      INFO(include.from << " includes " << include.what);
      for (const char* solver : {"z3", "cadical"})
        CHECK((include.what.find(solver) == std::string::npos || include.from.starts_with("solver/encoding/")));
    }
}

TEST_CASE("only the command line reads options, and neither model nor solver writes JSON") {
  for (const std::string_view floor : floors)
    for (const Include& include : includes_of(std::string(floor))) {
      INFO(include.from << " includes " << include.what);
      CHECK((!include.what.starts_with("CLI/") || floor == "cli"));
      CHECK((!include.what.starts_with("nlohmann/") || floor == "cli" || floor == "generators"));
    }
}

TEST_CASE("a build in the action's cache is found again for the same sources on the same system, and for no others") {
  const fs::path root(CHAPERONE_SOURCE_DIR);
  const fs::path copy = fs::temp_directory_path() / ("chaperone_sources_" + std::to_string(getpid()));
  fs::create_directories(copy / "scripts");
  for (const char* part : {"CMakeLists.txt", "CMakePresets.json", "cmake", "cli", "generators", "model", "solver"})
    fs::copy(root / part, copy / part, fs::copy_options::recursive);
  fs::copy(root / "scripts/build-key", copy / "scripts/build-key");
  const auto key_in = [](const fs::path& folder) {
    FILE* pipe = popen(("'" + (folder / "scripts/build-key").string() + "'").c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string key;
    for (int c = fgetc(pipe); c != EOF; c = fgetc(pipe))
      key += static_cast<char>(c);
    CHECK(pclose(pipe) == 0);
    return key;
  };
  const std::string key = key_in(root);
  CHECK(key.starts_with("chaperone-"));
  CHECK(key_in(copy) == key);
  std::ofstream(copy / "cli/main.cpp", std::ios::app) << "// changed\n";
  CHECK(key_in(copy) != key);
  fs::remove_all(copy);
}
