// See shape.hpp.
#include "records/follow/shape.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace chaperone::follow {

using records::Mistake;

namespace {

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> made;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    if (const std::string_view word = trimmed(text.substr(0, comma)); !word.empty())
      made.emplace_back(word);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return made;
}

std::string below(const std::string& payload, std::string_view path) {
  return payload.empty() ? std::string(path) : fmt::format("{}.{}", payload, path);
}

} // namespace

Shape::Shape() : outcomes_{{"allowed", LoggedOutcome::allowed}, {"refused", LoggedOutcome::refused}} {
  for (const auto& [name, kind] : {std::pair{"rule", Part::Kind::rule}, std::pair{"args", Part::Kind::all_arguments},
                                   std::pair{"outcome", Part::Kind::outcome}, std::pair{"at", Part::Kind::time},
                                   std::pair{"added", Part::Kind::added}, std::pair{"removed", Part::Kind::removed}})
    add(name, {kind, 0});
}

Shape shape_at(const std::string& payload) {
  return std::get<Shape>(read_shape("", records::bytes_of_text(""), payload));
}

void Shape::add(std::string_view path, Part part) {
  FieldTree* at = &fields_;
  while (true) {
    const auto dot = std::min(path.find('.'), path.size());
    at = &at->fields[std::string(path.substr(0, dot))];
    if (dot == path.size())
      break;
    path.remove_prefix(dot + 1);
  }
  at->parts.push_back(part);
}

LoggedOutcome Shape::outcome(std::string_view word) const {
  const auto found = outcomes_.find(word);
  return found == outcomes_.end() ? LoggedOutcome::unclear : found->second;
}

// The reader has named each argument by its path; one path may stand for several parameters.
void Shape::rename(Event& event) const {
  const auto found = rules_.find(event.kind);
  if (found == rules_.end())
    return;
  std::vector<LoggedArgument> args;
  for (const auto& [name, path] : found->second.args)
    for (const LoggedArgument& argument : event.args)
      if (argument.name == paths_[path]) {
        args.push_back(argument);
        args.back().name = name;
      }
  const auto is_path = [&](const LoggedArgument& it) { return std::ranges::find(paths_, it.name) != paths_.end(); };
  for (LoggedArgument& argument : event.args)
    if (!is_path(argument) && std::ranges::find(args, argument.name, &LoggedArgument::name) == args.end())
      args.push_back(std::move(argument));
  event.args = std::move(args);
  event.kind = found->second.rule;
}

/// One line after the other: `key: value`, and below an `event` its parameters.
class MapReader {
public:
  MapReader(std::string file, std::string payload) : file_(std::move(file)), payload_(std::move(payload)) {
    shape_.fields_ = {};
  }

  std::optional<Mistake> line(std::string_view text, std::uint64_t number) {
    const bool is_below = !text.empty() && (text.front() == ' ' || text.front() == '\t');
    const std::string_view words = trimmed(text);
    if (words.empty() || words.front() == '#')
      return std::nullopt;
    const auto wrong = [&](std::string message) { return Mistake{file_, number, 1, std::move(message)}; };
    // A kind of event may have colons in it; a path has none.
    const auto colon = words.rfind(':');
    if (colon == std::string_view::npos || trimmed(words.substr(0, colon)).empty() ||
        trimmed(words.substr(colon + 1)).empty())
      return wrong(fmt::format("`{}` is not of the form `key: value`", model::visible(std::string(words))));
    const std::string_view key = trimmed(words.substr(0, colon)), value = trimmed(words.substr(colon + 1));
    if (is_below) {
      if (rule_ == nullptr)
        return wrong("an argument stands below no `event`");
      rule_->args.emplace_back(key, path(value));
      return std::nullopt;
    }
    rule_ = nullptr;
    if (key.starts_with("event ") || key.starts_with("event\t")) {
      const auto [at, is_new] = shape_.rules_.try_emplace(std::string(trimmed(key.substr(6))));
      if (!is_new)
        return wrong(fmt::format("the event `{}` stands here twice", model::visible(at->first)));
      at->second.rule = value;
      rule_ = &at->second;
      return std::nullopt;
    }
    return entry(key, value, wrong);
  }

  Shape made() {
    const auto say = [&](const char* what, Part::Kind kind, bool is_payload) {
      if (!places_.contains(what))
        places_[what] = is_payload ? below(payload_, what) : what;
      shape_.add(places_[what], {kind, 0});
    };
    say("rule", Part::Kind::rule, true);
    say("outcome", Part::Kind::outcome, true);
    say("at", Part::Kind::time, true);
    say("args", Part::Kind::all_arguments, true);
    say("added", Part::Kind::added, true);
    say("removed", Part::Kind::removed, true);
    return std::move(shape_);
  }

private:
  std::optional<Mistake> entry(std::string_view key, std::string_view value, const auto& wrong) {
    for (const LoggedOutcome outcome : {LoggedOutcome::allowed, LoggedOutcome::refused})
      if (key == (outcome == LoggedOutcome::allowed ? "allowed" : "refused")) {
        std::erase_if(shape_.outcomes_, [&](const auto& each) { return each.second == outcome; });
        for (const std::string& each : words_of(value))
          shape_.outcomes_[each] = outcome;
        return std::nullopt;
      }
    for (const char* known : {"rule", "args", "outcome", "at", "added", "removed"})
      if (key == known) {
        // What says when and what stands beside the payload in most envelopes, and is named in full.
        places_[known] = value;
        return std::nullopt;
      }
    return wrong(
        fmt::format("`{}` is no key of a map: choose rule, args, outcome, allowed, refused, at, added, removed "
                    "or event",
                    model::visible(std::string(key))));
  }

  std::size_t path(std::string_view text) {
    const std::string whole = below(payload_, text);
    const auto found = std::ranges::find(shape_.paths_, whole);
    const auto index = static_cast<std::size_t>(found - shape_.paths_.begin());
    if (found == shape_.paths_.end()) {
      shape_.paths_.push_back(whole);
      shape_.add(whole, {Part::Kind::argument, index});
    }
    return index;
  }

  std::string file_, payload_;
  Shape shape_;
  Shape::MappedRule* rule_ = nullptr;
  std::map<std::string, std::string> places_;
};

std::variant<Shape, Mistake> read_shape(const std::string& file, records::ByteSource source,
                                        const std::string& payload) {
  MapReader reader(file, payload);
  records::Characters characters(file, std::move(source));
  std::string text;
  while (characters.peek() != records::Characters::end) {
    const std::uint64_t number = characters.line();
    text.clear();
    for (int next = characters.peek(); next != '\n' && next != records::Characters::end; next = characters.peek()) {
      text += static_cast<char>(next);
      characters.take();
    }
    if (characters.peek() == '\n')
      characters.take();
    if (!characters.mistake())
      if (std::optional<Mistake> mistake = reader.line(text, number))
        return *mistake;
  }
  if (characters.mistake())
    return *characters.mistake();
  return reader.made();
}

} // namespace chaperone::follow
