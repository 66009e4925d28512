// See json_event.hpp.
#include "records/follow/json_event.hpp"

#include "model/text/utf8.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace chaperone::follow {

namespace {

/// Takes what nlohmann's parser reads, value by value.
class Handler {
public:
  Handler(const Shape& shape, Event& event) : shape_(shape), event_(event) {}

  bool null() { return scalar({}, true); }
  bool boolean(bool value) { return scalar(value ? "true" : "false"); }
  bool number_integer(nlohmann::json::number_integer_t value) { return scalar(fmt::format("{}", value)); }
  bool number_unsigned(nlohmann::json::number_unsigned_t value) { return scalar(fmt::format("{}", value)); }
  bool number_float(nlohmann::json::number_float_t, const std::string& text) { return scalar(text); }
  bool string(std::string& text) { return scalar(std::move(text)); }
  bool binary(nlohmann::json::binary_t&) { return true; }

  bool start_object(std::size_t) {
    if (depth_ == 0)
      push(&shape_.fields());
    else if (is_list())
      return fail("an object stands in a list of arguments");
    else
      push(next_);
    return true;
  }
  bool key(std::string& name) {
    const Level& level = levels_.back();
    next_ = nullptr;
    named_.clear();
    if (level.fields != nullptr)
      if (const auto found = level.fields->fields.find(name); found != level.fields->fields.end())
        next_ = &found->second;
    if (level.is_arguments)
      named_ = std::move(name);
    return true;
  }
  bool end_object() {
    levels_.pop_back();
    --depth_;
    next_ = nullptr;
    return true;
  }
  bool start_array(std::size_t) {
    if (depth_ == 0)
      return fail("an event is an object");
    const bool is_fact_list = next_ != nullptr && is(Part::Kind::added, Part::Kind::removed);
    const bool is_in_facts = levels_.back().facts == 1;
    Level level;
    level.is_array = true;
    level.facts = is_fact_list ? 1 : is_in_facts ? 2 : 0;
    level.is_added = is_fact_list ? is(Part::Kind::added, Part::Kind::added) : levels_.back().is_added;
    if (is_in_facts)
      event_.seen.push_back({level.is_added, {}});
    else if (!is_fact_list) {
      if (is_list())
        return fail("a list stands in a list of arguments");
      level.holds = begin_arguments();
    }
    levels_.push_back(std::move(level));
    ++depth_;
    next_ = nullptr;
    return true;
  }
  bool end_array() {
    levels_.pop_back();
    --depth_;
    next_ = nullptr;
    named_.clear();
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& error) {
    mistake = LineMistake{position, error.id == 406 ? "a number is too large" : "this is not JSON"};
    return false;
  }

  std::optional<LineMistake> mistake;
  bool has_object = false;

private:
  struct Level {
    const FieldTree* fields = nullptr;
    bool is_arguments = false; ///< the object of all arguments
    bool is_array = false;
    int facts = 0;                       ///< 1: a list of facts, 2: one of them
    bool is_added = false;               ///< of a list of facts
    std::vector<std::size_t> holds = {}; ///< the arguments whose values an array lists
  };

  bool fail(const char* message) {
    mistake = LineMistake{0, message};
    return false;
  }
  bool is_list() const { return !levels_.empty() && levels_.back().is_array && !levels_.back().holds.empty(); }
  bool is(Part::Kind one, Part::Kind other) const {
    return std::any_of(next_->parts.begin(), next_->parts.end(),
                       [&](const Part& part) { return part.kind == one || part.kind == other; });
  }

  void push(const FieldTree* fields) {
    has_object = true;
    Level level;
    level.fields = fields;
    level.is_arguments = fields != nullptr && depth_ > 0 && is(Part::Kind::all_arguments, Part::Kind::all_arguments);
    levels_.push_back(std::move(level));
    ++depth_;
    next_ = nullptr;
    named_.clear();
  }

  /// The arguments that the value here belongs to, without values yet.
  std::vector<std::size_t> begin_arguments() {
    std::vector<std::size_t> made;
    const auto add = [&](const std::string& name) {
      made.push_back(event_.args.size());
      event_.args.push_back({name, {}});
    };
    if (!levels_.empty() && levels_.back().is_arguments)
      add(named_);
    if (next_ != nullptr)
      for (const Part& part : next_->parts)
        if (part.kind == Part::Kind::argument)
          add(shape_.paths()[part.argument]);
    return made;
  }

  void put(std::size_t argument, const std::string& text, bool is_null) {
    if (is_null)
      event_.args[argument].has_null = true;
    else
      event_.args[argument].values.push_back(text);
  }

  bool scalar(std::string text, bool is_null = false) {
    if (depth_ == 0)
      return fail("an event is an object");
    if (levels_.back().is_array) {
      for (const std::size_t argument : levels_.back().holds)
        put(argument, text, is_null);
      if (levels_.back().facts == 2)
        event_.seen.back().words.push_back(std::move(text));
      return levels_.back().facts != 1 || fail("a fact is a list: a relation's name, and its arguments");
    }
    if (levels_.back().is_arguments || next_ != nullptr)
      for (const std::size_t argument : begin_arguments())
        put(argument, text, is_null);
    if (next_ != nullptr && !is_null)
      for (const Part& part : next_->parts)
        take(part, text);
    next_ = nullptr;
    return true;
  }

  void take(const Part& part, const std::string& text) {
    if (part.kind == Part::Kind::rule)
      event_.kind = text;
    if (part.kind == Part::Kind::time) {
      event_.at = text;
      event_.when = read_when(text);
    }
    if (part.kind == Part::Kind::outcome) {
      event_.outcome = shape_.outcome(text);
      if (event_.outcome == LoggedOutcome::unclear)
        event_.outcome_text = text;
    }
  }

  const Shape& shape_;
  Event& event_;
  std::vector<Level> levels_;
  std::size_t depth_ = 0;
  const FieldTree* next_ = nullptr; ///< of the field whose value comes next
  std::string named_;               ///< of an argument whose value comes next
};

} // namespace

std::optional<LineMistake> read_json_event(std::string_view line, const Shape& shape, Event& event) {
  event.clear();
  Handler handler(shape, event);
  if (!nlohmann::json::sax_parse(line, &handler) && !handler.mistake)
    handler.mistake = LineMistake{0, "this is not JSON"};
  if (handler.mistake) {
    const std::size_t column = handler.mistake->column;
    if (column > line.size())
      handler.mistake->message = "this line ends within a JSON value";
    if (column > 0)
      handler.mistake->column = model::count_code_points(line.substr(0, std::min(column - 1, line.size()))) + 1;
    return handler.mistake;
  }
  if (!event.at.empty() && !event.when)
    return LineMistake{0, fmt::format("`{}` is no time: write RFC 3339, or seconds or milliseconds since 1970",
                                      model::visible(event.at))};
  shape.rename(event);
  return std::nullopt;
}

} // namespace chaperone::follow
