// The shape of the tree: includes point one way, cli -> records -> generators -> solver -> model,
// and Z3 is seen by the encoding alone (docs/architecture.md).
#include <catch2/catch.hpp>

#include <unistd.h>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

/// From the ground up: a floor may include itself and those below it.
constexpr std::array<std::string_view, 5> floors{"model", "solver", "generators", "records", "cli"};

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

/// What a folder holds on the way to a file: a room, `solver/encoding`, or the file itself.
std::string part_of(const std::string& folder, const std::string& path) {
  return path.substr(0, path.find('/', folder.size() + 1));
}

/// The rooms and files of a folder that include each other in a circle, by the number of their strongly connected
/// component. A room counts with all that is in it.
std::map<int, std::set<std::string>> circles_in(const std::string& folder, const std::vector<Include>& includes) {
  std::map<std::string, int> number;
  std::vector<std::string> names;
  const auto numbered = [&](const std::string& part) {
    const auto [at, is_new] = number.emplace(part, static_cast<int>(names.size()));
    if (is_new)
      names.push_back(part);
    return at->second;
  };
  boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS> graph;
  for (const Include& include : includes)
    if (include.from.starts_with(folder + "/") && include.what.starts_with(folder + "/"))
      boost::add_edge(static_cast<unsigned>(numbered(part_of(folder, include.from))),
                      static_cast<unsigned>(numbered(part_of(folder, include.what))), graph);
  std::vector<int> component(boost::num_vertices(graph));
  boost::strong_components(graph, component.data());
  std::map<int, std::set<std::string>> made;
  for (std::size_t part = 0; part < component.size(); ++part)
    made[component[part]].insert(names[part]);
  std::erase_if(made, [](const auto& each) { return each.second.size() < 2; });
  return made;
}

/// A floor and the rooms in it that have rooms of their own, as deep as it goes.
std::vector<std::string> folders_with_rooms(const std::string& floor) {
  const fs::path root(CHAPERONE_SOURCE_DIR);
  std::set<std::string> found{floor};
  for (const auto& entry : fs::recursive_directory_iterator(root / floor))
    if (entry.is_directory())
      found.insert(fs::relative(entry.path().parent_path(), root).string());
  return {found.begin(), found.end()};
}

} // namespace

TEST_CASE("no rooms of a floor include each other in a circle, nor do rooms within a room") {
  for (const std::string_view floor : floors) {
    const auto includes = includes_of(std::string(floor));
    for (const std::string& folder : folders_with_rooms(std::string(floor)))
      for (const auto& [component, parts] : circles_in(folder, includes)) {
        std::string names;
        for (const std::string& part : parts)
          names += part + " ";
        FAIL_CHECK("a circle of " << names);
      }
  }
}

TEST_CASE("includes point from cli to records to generators to solver to model, never up") {
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
      CHECK((!include.what.starts_with("nlohmann/") || floor == "cli" || floor == "records" || floor == "generators"));
    }
}

TEST_CASE("a build in the action's cache is found again for the same sources on the same system, and for no others") {
  const fs::path root(CHAPERONE_SOURCE_DIR);
  const fs::path copy = fs::temp_directory_path() / ("chaperone_sources_" + std::to_string(getpid()));
  fs::create_directories(copy / "scripts");
  for (const char* part :
       {"CMakeLists.txt", "CMakePresets.json", "cmake", "cli", "generators", "model", "records", "solver"})
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

TEST_CASE("the tests that headers say they are covered by are there") {
  const fs::path root(CHAPERONE_SOURCE_DIR);
  const std::regex named(R"(tests/[\w/]+\.cpp)");
  std::size_t seen = 0;
  for (const std::string_view floor : floors)
    for (const auto& entry : fs::recursive_directory_iterator(root / floor)) {
      if (entry.path().extension() != ".hpp")
        continue;
      std::ifstream file(entry.path());
      const std::string text{std::istreambuf_iterator<char>(file), {}};
      for (std::sregex_iterator it(text.begin(), text.end(), named); it != std::sregex_iterator(); ++it, ++seen) {
        INFO(entry.path());
        INFO(it->str());
        CHECK(fs::exists(root / it->str()));
      }
    }
  CHECK(seen > 100);
}
