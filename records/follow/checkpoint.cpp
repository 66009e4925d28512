// See checkpoint.hpp. Reading is in restore.cpp.
#include "records/follow/checkpoint.hpp"

#include "records/follow/event_json.hpp"
#include "records/follow/follow_json.hpp"

#include "generators/evidence/sha256.hpp"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

namespace chaperone::follow {

using Json = nlohmann::ordered_json;
using namespace model;

namespace {

/// So many rows stand on a line.
constexpr std::size_t rows_of_line = 500;

class Writer {
public:
  explicit Writer(const Course& course) : course_(course), run_(course.run()), system_(course.system()) {}

  std::string text() {
    individuals();
    for (std::uint32_t i = 0; i < system_.relations.size(); ++i)
      relation(RelationId{i});
    for (std::uint32_t i = 0; i < system_.functions.size(); ++i)
      function(FunctionId{i});
    course_.for_each_open([&](const Exposure& exposure) { line({{"open", exposure_json(exposure)}}); });
    return std::move(text_);
  }

private:
  void line(const Json& json) { text_ += json.dump() + "\n"; }

  Json name(SortId sort, live::Number number) const {
    return number == live::nobody ? Json() : Json(run_.individuals().name(sort, number));
  }

  /// Of a sort over which formulas look, also those of whom no fact speaks.
  void individuals() {
    for (std::uint32_t i = 0; i < system_.sorts.size(); ++i) {
      const SortId sort{i};
      if (system_[sort].is_enum || !run_.individuals().keeps_all(sort))
        continue;
      Json names = Json::array();
      for (live::Number number = 0; number < run_.individuals().size(sort); ++number)
        if (run_.individuals().is_there(sort, number))
          names.push_back(run_.individuals().name(sort, number));
      line({{"sort", system_[sort].name}, {"names", std::move(names)}});
    }
  }

  template <class RowOf> void rows(const char* kind, const std::string& name, const live::Table& table, RowOf row_of) {
    Json made = Json::array();
    const auto flush = [&] {
      if (!made.empty())
        line({{kind, name}, {"rows", std::exchange(made, Json::array())}});
    };
    table.for_each([&](const live::Number* row) {
      if (Json json = row_of(row); !json.is_null())
        made.push_back(std::move(json));
      if (made.size() == rows_of_line)
        flush();
    });
    flush();
  }

  /// Places of which nothing is known: null stands for anybody.
  void patterns(const std::string& name, const std::vector<Place>& places, const live::UnknownPlaces& unknown) {
    Json made = Json::array();
    for (const std::vector<live::Number>& pattern : unknown.patterns(places.size())) {
      Json row = Json::array();
      for (std::size_t i = 0; i < places.size(); ++i)
        row.push_back(this->name(places[i].sort, pattern[i]));
      made.push_back(std::move(row));
    }
    if (!made.empty())
      line({{"unknown", name}, {"rows", std::move(made)}});
  }

  void relation(RelationId id) {
    const Relation& it = system_[id];
    if (it.upkeep == Upkeep::closure)
      return;
    const live::UnknownPlaces& unknown = run_.facts().unknown_places(id);
    if (!unknown.is_everywhere())
      line({{"known", it.name}});
    patterns(it.name, it.places, unknown);
    const auto row_of = [&](const live::Number* row) {
      Json made = Json::array();
      for (std::size_t i = 0; i < it.places.size(); ++i)
        made.push_back(name(it.places[i].sort, row[i]));
      return made;
    };
    rows("relation", it.name, run_.facts()[id], row_of);
    if (const live::Table* exceptions = run_.facts().exceptions(id))
      for (const live::Truth truth : {live::Truth::no, live::Truth::unknown})
        rows(truth == live::Truth::no ? "false" : "unknown", it.name, *exceptions,
             [&](const live::Number* row) { return run_.facts().truth(id, row) == truth ? row_of(row) : Json(); });
  }

  void function(FunctionId id) {
    const Function& it = system_[id];
    if (it.is_individual)
      return;
    patterns(it.name, it.places, run_.facts().unknown_places(id));
    rows("function", it.name, run_.facts()[id], [&](const live::Number* row) {
      Json made = Json::array();
      for (std::size_t i = 0; i < it.places.size(); ++i)
        made.push_back(name(it.places[i].sort, row[i]));
      made.push_back(name(it.result, row[it.places.size()]));
      return made;
    });
  }

  const Course& course_;
  const live::LiveRun& run_;
  const System& system_;
  std::string text_;
};

Json when_json(const std::optional<When>& when) {
  return when ? Json(*when) : Json();
}

} // namespace

std::string digest_of(const Edition& edition) {
  std::string all;
  const SourceSet& sources = *edition.system->sources;
  for (std::uint32_t i = 0; i < sources.size(); ++i)
    all += fmt::format("{}\n{}", sources.file(FileId{i}).text().size(), sources.file(FileId{i}).text());
  return evidence::sha256(all);
}

std::string checkpoint_of(const Follower& follower, std::uint64_t events) {
  const Follower::Progress progress = follower.progress();
  const Edition& edition = *follower.editions()[progress.edition].edition;
  Json head{{"chaperone_follow", 1}, {"rules", edition.file}, {"sha256", digest_of(edition)}, {"events", events}};
  head["last"] = {{"event", progress.last.event}, {"at", progress.last.at}};
  head["from"] = when_json(follower.editions()[progress.edition].from);
  head["newest"] = when_json(progress.newest);
  head["released"] = when_json(progress.released);
  std::string text = head.dump() + "\n" + Writer(follower.course()).text();
  for (const Event& event : progress.early)
    text += Json{{"early", event_json(event)}}.dump() + "\n";
  for (const Event& event : progress.waiting)
    text += Json{{"waiting", event_json(event)}}.dump() + "\n";
  return text + Json{{"end", true}}.dump() + "\n";
}

} // namespace chaperone::follow
