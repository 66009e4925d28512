// Replies from JSON. An adapter may say anything, so nothing is taken for granted here.
#include "generators/conformance/protocol.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace chaperone::conformance {
namespace {

using namespace model;
using ReplyJson = nlohmann::json;

/// The start of what was said, for a message.
std::string start_of(const std::string& line) {
  return excerpt(line, 80);
}

/// A reply's object with its tag checked, or what it says instead of what was asked for.
Reply<ReplyJson> read_reply(const std::string& line, std::uint64_t id) {
  ReplyJson reply = ReplyJson::parse(line, nullptr, false);
  if (reply.is_discarded())
    return Nonsense{fmt::format("is no JSON: {}", start_of(line))};
  if (!reply.is_object())
    return Nonsense{fmt::format("is no JSON object: {}", start_of(line))};
  const auto tag = reply.find("id");
  if (tag == reply.end())
    return Nonsense{fmt::format("has no `id`: {}", start_of(line))};
  if (!tag->is_number_unsigned() || tag->get<std::uint64_t>() != id)
    return Nonsense{fmt::format("has the id {} where {} was asked", start_of(tag->dump()), id)};
  if (reply.contains("do"))
    return Nonsense{"is a request, as if it had been sent back"};
  const auto text = [&](const char* member) -> std::optional<std::string> {
    const auto found = reply.find(member);
    if (found == reply.end())
      return std::nullopt;
    return found->is_string() ? found->get<std::string>() : found->dump();
  };
  if (const auto error = text("error"))
    return AdapterError{*error};
  if (const auto unsupported = text("unsupported"))
    return Unsupported{*unsupported};
  return reply;
}

/// Passes on what is no reply of the kind asked for; else reads it on.
template <class T, class Reader> Reply<T> read_as(const std::string& line, std::uint64_t id, const Reader& reader) {
  return std::visit(overload{
                        [&](const ReplyJson& reply) -> Reply<T> { return reader(reply); },
                        [](const auto& other) -> Reply<T> { return other; },
                    },
                    read_reply(line, id));
}

template <class Table> std::optional<std::uint32_t> index_of(const Table& table, const std::string& name) {
  for (std::uint32_t index = 0; index < table.size(); ++index)
    if (table[index].name == name)
      return index;
  return std::nullopt;
}

Reply<Observed> read_observes(const ReplyJson& names, const System& system) {
  if (!names.is_array())
    return Nonsense{"has an `observes` that is no list"};
  Observed observed;
  for (const ReplyJson& name : names) {
    if (!name.is_string())
      return Nonsense{"has something other than names in `observes`"};
    const auto text = name.get<std::string>();
    if (const auto relation = index_of(system.relations, text))
      observed.relations.push_back({*relation});
    else if (const auto function = index_of(system.functions, text))
      observed.functions.push_back({*function});
    else
      return Nonsense{fmt::format("observes `{}`, which the rules do not have", start_of(text))};
  }
  std::sort(observed.relations.begin(), observed.relations.end());
  std::sort(observed.functions.begin(), observed.functions.end());
  return observed;
}

/// The rows that an adapter gives, put into a state.
class StateReader {
public:
  explicit StateReader(const State& otherwise) : state_(otherwise), layout_(otherwise.layout()) {}

  std::optional<Nonsense> relation(const ReplyJson& holds, RelationId id) {
    const Relation& relation = layout_.system()[id];
    const ReplyJson* rows = rows_of(holds, relation.name);
    if (rows == nullptr)
      return Nonsense{fmt::format("does not list the tuples of `{}`", relation.name)};
    for (const auto& args : state_.tuples(id))
      state_.put(id, args, false);
    for (const ReplyJson& row : *rows) {
      const auto args = read_row(row, relation.name, relation.places, std::nullopt);
      if (!args)
        return mistake_;
      state_.put(id, *args, true);
    }
    return std::nullopt;
  }

  std::optional<Nonsense> function(const ReplyJson& holds, FunctionId id) {
    const Function& function = layout_.system()[id];
    const ReplyJson* rows = rows_of(holds, function.name);
    if (rows == nullptr)
      return Nonsense{fmt::format("does not list the values of `{}`", function.name)};
    std::vector<std::vector<std::uint32_t>> places;
    for (const ReplyJson& row : *rows) {
      auto args = read_row(row, function.name, function.places, function.result);
      if (!args)
        return mistake_;
      const std::uint32_t value = args->back();
      args->pop_back();
      state_.set(id, *args, value);
      places.push_back(std::move(*args));
    }
    std::sort(places.begin(), places.end());
    if (std::adjacent_find(places.begin(), places.end()) != places.end())
      return Nonsense{fmt::format("gives `{}` two values in one place", function.name)};
    if (const auto place = first_without_value(function, places))
      return Nonsense{fmt::format("lists no value of `{}`: `ask` wants one for each place", *place)};
    return std::nullopt;
  }

  State take() { return std::move(state_); }

private:
  /// "access(Plan, Ann)": the first place that is not among the sorted ones, if there is one.
  std::optional<std::string> first_without_value(const Function& function,
                                                 const std::vector<std::vector<std::uint32_t>>& places) const {
    std::vector<std::uint32_t> args(function.places.size(), 0);
    const auto name = [&](std::size_t at) {
      return layout_.population().names[function.places[at].sort.index][args[at]];
    };
    while (std::binary_search(places.begin(), places.end(), args)) {
      std::size_t at = args.size();
      while (at > 0 && ++args[at - 1] == layout_.size(function.places[at - 1].sort))
        args[--at] = 0;
      if (at == 0)
        return std::nullopt;
    }
    std::string place;
    for (std::size_t at = 0; at < args.size(); ++at)
      place += (at == 0 ? "" : ", ") + name(at);
    return fmt::format("{}({})", function.name, place);
  }

  static const ReplyJson* rows_of(const ReplyJson& holds, const std::string& name) {
    const auto found = holds.find(name);
    return found == holds.end() || !found->is_array() ? nullptr : &*found;
  }

  /// A row's individuals; with a result, that of the value comes last. Nothing and `mistake_` if it does not fit.
  std::optional<std::vector<std::uint32_t>> read_row(const ReplyJson& row, const std::string& name,
                                                     const std::vector<Place>& places, std::optional<SortId> result) {
    const std::size_t width = places.size() + (result ? 1 : 0);
    if (!row.is_array() || row.size() != width) {
      mistake_ = {fmt::format("has a row of `{}` that is no list of {}: {}", name, width, start_of(row.dump()))};
      return std::nullopt;
    }
    std::vector<std::uint32_t> args;
    for (std::size_t at = 0; at < width; ++at) {
      const SortId sort = at < places.size() ? places[at].sort : *result;
      const auto& names = layout_.population().names[sort.index];
      const auto found =
          row[at].is_string() ? std::find(names.begin(), names.end(), row[at].get<std::string>()) : names.end();
      if (found == names.end()) {
        mistake_ = {fmt::format("has {} in `{}`, which is no {} of this scenario", start_of(row[at].dump()), name,
                                layout_.system()[sort].name)};
        return std::nullopt;
      }
      args.push_back(static_cast<std::uint32_t>(found - names.begin()));
    }
    return args;
  }

  State state_;
  const Layout& layout_;
  Nonsense mistake_;
};

} // namespace

Reply<Observed> read_hello(const std::string& line, std::uint64_t id, const System& system) {
  return read_as<Observed>(line, id, [&](const ReplyJson& reply) -> Reply<Observed> {
    const auto version = reply.find("protocol");
    if (version == reply.end())
      return Nonsense{"does not say which `protocol` it speaks"};
    if (*version != protocol_version)
      return Nonsense{fmt::format("speaks protocol {}, and this is Chaperone {} with protocol {}",
                                  start_of(version->dump()), CHAPERONE_VERSION, protocol_version)};
    const auto names = reply.find("observes");
    return names == reply.end() ? Reply<Observed>(everything(system)) : read_observes(*names, system);
  });
}

Reply<Done> read_done(const std::string& line, std::uint64_t id) {
  return read_as<Done>(line, id, [](const ReplyJson&) -> Reply<Done> { return Done{}; });
}

Reply<StepReply> read_step(const std::string& line, std::uint64_t id) {
  return read_as<StepReply>(line, id, [](const ReplyJson& reply) -> Reply<StepReply> {
    const auto outcome = reply.find("outcome");
    if (outcome == reply.end() || (*outcome != "allowed" && *outcome != "refused"))
      return Nonsense{"has no `outcome` that is \"allowed\" or \"refused\""};
    StepReply step;
    step.outcome = *outcome == "allowed" ? Outcome::allowed : Outcome::refused;
    if (const auto reason = reply.find("reason"); reason != reply.end() && reason->is_string())
      step.reason = reason->get<std::string>();
    return step;
  });
}

bool says_settling(const std::string& line, std::uint64_t id) {
  const auto reply = read_reply(line, id);
  const auto* object = std::get_if<ReplyJson>(&reply);
  return object != nullptr && object->contains("settling") && (*object)["settling"] == true;
}

Reply<State> read_ask(const std::string& line, std::uint64_t id, const Observed& observed, const State& otherwise) {
  return read_as<State>(line, id, [&](const ReplyJson& reply) -> Reply<State> {
    const auto holds = reply.find("holds");
    if (holds == reply.end() || !holds->is_object())
      return Nonsense{"has no `holds` with the tuples of each relation"};
    StateReader reader(otherwise);
    for (const RelationId relation : observed.relations)
      if (const auto mistake = reader.relation(*holds, relation))
        return *mistake;
    for (const FunctionId function : observed.functions)
      if (const auto mistake = reader.function(*holds, function))
        return *mistake;
    return reader.take();
  });
}

} // namespace chaperone::conformance
