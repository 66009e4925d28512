// A checkpoint read: by names, so that rules which have the same sorts and places can take over.
#include "records/follow/checkpoint.hpp"

#include "records/follow/event_json.hpp"
#include "records/lines/json_lines.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace chaperone::follow {

using Json = nlohmann::ordered_json;
using namespace model;
using records::Mistake;

namespace {

/// What is wrong with a line of the checkpoint.
struct Unfit {
  std::string message;
};

class Restorer {
public:
  explicit Restorer(Follower& follower) : follower_(follower) {}

  /// The first line. Which edition goes on?
  void head(const Json& line, bool may_be_of_others) {
    if (!line.is_object() || !line.contains("chaperone_follow"))
      throw Unfit{"this is no state that `chaperone follow` wrote"};
    if (line.at("chaperone_follow") != 1)
      throw Unfit{"this state was written by another version of Chaperone"};
    progress_.last = {line.at("last").at("event"), line.at("last").at("at")};
    for (const auto& [key, when] : {std::pair{"newest", &progress_.newest}, std::pair{"released", &progress_.released}})
      if (!line.at(key).is_null())
        *when = line.at(key).get<When>();
    events_ = line.at("events");
    const auto& editions = follower_.editions();
    const std::string digest = line.at("sha256");
    // The same rules may be in force several times.
    const auto is_it = [&](const DatedEdition& each) { return digest_of(*each.edition) == digest; };
    const Json from = line.contains("from") ? line["from"] : Json();
    auto found = std::ranges::find_if(editions, [&](const DatedEdition& each) {
      return is_it(each) && (each.from ? Json(*each.from) : Json()) == from;
    });
    if (found == editions.end())
      found = std::ranges::find_if(editions, is_it);
    is_of_these_ = found != editions.end();
    if (!is_of_these_ && !may_be_of_others)
      throw Unfit{fmt::format("this state was written under other rules ({}): with --rules these can take over",
                              visible(line.at("rules").get<std::string>()))};
    progress_.edition = is_of_these_ ? static_cast<std::size_t>(found - editions.begin()) : in_force();
    system_ = editions[progress_.edition].edition->system.get();
    start_ = live::start_of(*system_);
  }

  void line(const Json& line) {
    if (line.contains("end"))
      is_whole_ = true;
    else if (line.contains("early"))
      progress_.early.push_back(event_of(line["early"]));
    else if (line.contains("waiting"))
      progress_.waiting.push_back(event_of(line["waiting"]));
    else
      held_.push_back(line);
  }

  std::uint64_t finish() {
    if (!is_whole_)
      throw Unfit{"this state is cut off"};
    for (const Json& each : held_)
      if (each.contains("known"))
        if (const auto it = relation(each["known"]))
          start_.relations[it->index] = live::Start::Relation::empty;
    follower_.go_on(std::move(progress_), start_);
    follower_.course().loosen(partly_unknown());
    for (const Json& each : held_)
      put(each);
    live::LiveRun& run = follower_.course().run();
    run.individuals().forget_added();
    run.forget_changes();
    follower_.begin();
    for (const Json& each : held_)
      if (each.contains("open"))
        put_open(each["open"]);
    return events_;
  }

private:
  /// The last one whose time has come.
  std::size_t in_force() const {
    std::size_t made = 0;
    const std::optional<When> last = read_when(progress_.last.at);
    while (last && made + 1 < follower_.editions().size() && *follower_.editions()[made + 1].from <= *last)
      ++made;
    return made;
  }

  /// Of which something is unknown, where usually nothing is.
  std::set<live::Symbol> partly_unknown() const {
    std::set<live::Symbol> made;
    for (const Json& each : held_) {
      if (each.contains("unknown")) {
        if (const auto it = relation(each["unknown"]))
          made.insert(*it);
        else if (const auto of = function(each["unknown"]))
          made.insert(*of);
      }
      if (each.contains("function"))
        if (const auto it = function(each["function"]);
            it && std::ranges::any_of(each.at("rows"), [](const Json& row) { return row.back().is_null(); }))
          made.insert(*it);
    }
    return made;
  }

  /// Names that the rules do not have are theirs no more.
  std::optional<RelationId> relation(const std::string& name) const {
    for (std::uint32_t i = 0; i < system_->relations.size(); ++i)
      if (system_->relations[i].name == name && (is_of_these_ || system_->relations[i].is_stated()))
        return RelationId{i};
    return std::nullopt;
  }

  std::optional<FunctionId> function(const std::string& name) const {
    for (std::uint32_t i = 0; i < system_->functions.size(); ++i)
      if (system_->functions[i].name == name)
        return FunctionId{i};
    return std::nullopt;
  }

  live::Number number(SortId sort, const Json& name) {
    if (name.is_null())
      return live::nobody;
    const live::Number made = follower_.course().run().individuals().found_or_added(sort, name.get<std::string>());
    if (made == live::nobody)
      throw Unfit{fmt::format("`{}` is no {} of these rules", visible(name.get<std::string>()), (*system_)[sort].name)};
    return made;
  }

  std::vector<live::Number> row(const Json& names, const std::vector<Place>& places, std::size_t width,
                                const std::string& of) {
    if (names.size() != width)
      throw Unfit{fmt::format("`{}` has other places in these rules", of)};
    std::vector<live::Number> made;
    for (std::size_t i = 0; i < places.size(); ++i)
      made.push_back(number(places[i].sort, names[i]));
    return made;
  }

  void put(const Json& line) {
    live::LiveRun& run = follower_.course().run();
    for (const auto& [key, truth] : {std::pair{"relation", live::Truth::yes},
                                     std::pair{"unknown", live::Truth::unknown}, std::pair{"false", live::Truth::no}})
      if (line.contains(key))
        if (const auto it = relation(line[key])) {
          const std::vector<Place>& places = (*system_)[*it].places;
          for (const Json& each : line.at("rows"))
            put(*it, row(each, places, places.size(), (*system_)[*it].name), truth);
        }
    if (line.contains("unknown"))
      if (const auto it = function(line["unknown"])) {
        const std::vector<Place>& places = (*system_)[*it].places;
        for (const Json& each : line.at("rows"))
          run.forget(*it, row(each, places, places.size(), (*system_)[*it].name));
      }
    if (line.contains("function"))
      if (const auto it = function(line["function"])) {
        const std::vector<Place>& places = (*system_)[*it].places;
        for (const Json& each : line.at("rows")) {
          const std::vector<live::Number> args = row(each, places, places.size() + 1, (*system_)[*it].name);
          run.set(*it, args.data(), number((*system_)[*it].result, each.back()));
        }
      }
    if (line.contains("sort"))
      for (std::uint32_t i = 0; i < system_->sorts.size(); ++i)
        if (system_->sorts[i].name == line["sort"] && !system_->sorts[i].is_enum)
          for (const Json& name : line.at("names"))
            number(SortId{i}, name);
  }

  /// A row with a null stands for many.
  void put(RelationId relation, const std::vector<live::Number>& args, live::Truth truth) {
    live::LiveRun& run = follower_.course().run();
    if (std::ranges::find(args, live::nobody) != args.end())
      run.forget(relation, args);
    else
      run.put(relation, args.data(), truth);
  }

  void put_open(const Json& json) {
    Exposure exposure;
    exposure.promise = json.at("promise");
    for (const auto& [variable, name] : json.at("individuals").items())
      exposure.individuals.emplace_back(variable, name.get<std::string>());
    exposure.from = {json.at("from_event"),
                     json.at("from").is_null() ? std::string() : json.at("from").get<std::string>()};
    const std::string file = json.at("rules");
    std::shared_ptr<const Edition>& edition = editions_[file];
    if (!edition)
      edition = std::make_shared<const Edition>(Edition{file, nullptr});
    exposure.rules = edition;
    exposure.is_of_log = false;
    follower_.course().put_open(exposure);
  }

  Follower& follower_;
  Follower::Progress progress_;
  const System* system_ = nullptr;
  live::Start start_;
  std::uint64_t events_ = 0;
  std::vector<Json> held_;
  std::map<std::string, std::shared_ptr<const Edition>> editions_;
  bool is_of_these_ = false, is_whole_ = false;
};

} // namespace

std::variant<std::uint64_t, Mistake> restore(Follower& follower, const std::string& file, records::ByteSource source,
                                             bool may_be_of_others) {
  records::JsonLineReader reader(file, std::move(source));
  Restorer restorer(follower);
  records::JsonLine line;
  bool is_first = true;
  try {
    while (reader.next(line)) {
      if (is_first)
        restorer.head(line.value, may_be_of_others);
      else
        restorer.line(line.value);
      is_first = false;
    }
    if (reader.mistake())
      return *reader.mistake();
    line.line = 0;
    if (is_first)
      throw Unfit{"this state is empty"};
    return restorer.finish();
  } catch (const Unfit& unfit) {
    return Mistake{file, line.line, 0, unfit.message};
  } catch (const nlohmann::json::exception&) {
    return Mistake{file, line.line, 0, "this is no state that `chaperone follow` wrote"};
  }
}

} // namespace chaperone::follow
