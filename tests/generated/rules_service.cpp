// The rules themselves as a service behind generated tests of any script language, so that what the
// interpreter says of a scenario, its generated test must say too:
//
//   rules_service FORMAT RULES [SORT=NAME,NAME…]…
//
// Reads calls of the generated driver, one a line with tabs between: `new`, or a method with its arguments, a set as
// `{Ann,Bea}`. Answers each with a line: `allowed`, `refused REASON`, `yes`, `no`, `=VALUE`, or `done`. Who is
// there is learned from what is said, beside those named on the command line.
#include "generators/suite/gherkin/cucumber.hpp"
#include "generators/suite/java/junit5.hpp"
#include "generators/suite/script/pytest.hpp"
#include "generators/suite/script/vitest.hpp"
#include "model/meaning/closure.hpp"
#include "model/meaning/interpreter.hpp"
#include "model/resolve/front_end.hpp"

#include <algorithm>
#include <functional>
#include <iostream>
#include <stdexcept>

namespace {

using namespace chaperone;
using namespace chaperone::generators::suite;
using namespace chaperone::generators::suite::script;
using Words = std::vector<std::string>;
using Index = std::uint32_t;

Words split(const std::string& text, char separator) {
  Words words;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

const ScriptSpelling& spelling_of(const std::string& format) {
  return format == "pytest"   ? pytest_spelling()
         : format == "vitest" ? vitest_spelling()
         : format == "junit5" ? java::junit5_spelling()
                              : gherkin::cucumber_spelling();
}

/// Everything that some suite may look at.
LookedAt all_of(const model::System& system) {
  LookedAt all;
  for (Index i = 0; i < system.rules.size(); ++i)
    all.can.insert({i});
  return all;
}

class Service {
public:
  Service(const model::System& system, const std::string& format, const Words& cast)
      : system_(system), names_(system, all_of(system), spelling_of(format)) {
    for (const model::Sort& sort : system.sorts)
      cast_.names.push_back(sort.is_enum ? sort.names : Words());
    for (const std::string& each : cast) {
      const std::size_t middle = each.find('=');
      for (Index sort = 0; sort < system.sorts.size(); ++sort)
        if (system.sorts[sort].name == each.substr(0, middle))
          cast_.names[sort] = split(each.substr(middle + 1), ',');
    }
    begin();
    bind();
  }

  std::string answer(const Words& words) {
    if (words.front() == "new") {
      begin();
      return "done";
    }
    const auto method = methods_.find(words.front());
    if (method == methods_.end())
      throw std::runtime_error("no method " + words.front());
    return method->second(Words(words.begin() + 1, words.end()));
  }

private:
  void begin() {
    people_ = cast_;
    layout_.reset();
    tuples_.clear();
    values_.clear();
  }

  void bind() {
    for (Index i = 0; i < system_.rules.size(); ++i) {
      const model::RuleId id{i};
      methods_[names_.rules[i]] = [this, id](const Words& args) { return try_out(action(id, args)); };
      methods_[names_.can.at(id)] = [this, id](const Words& args) {
        const model::Action step = action(id, args);
        return model::why_refused(state(), step) || !model::may_be_refused(state(), step).empty() ? "no" : "yes";
      };
    }
    for (Index i = 0; i < system_.relations.size(); ++i) {
      const model::RelationId id{i};
      methods_[names_.relations[i]] = [this, id](const Words& args) {
        const std::vector<Index> places = at(system_[id].places, args);
        return state().holds(id, places) ? "yes" : "no";
      };
      methods_[names_.given_relations[i]] = [this, id](const Words& args) {
        const std::vector<Index> places = at(system_[id].places, args);
        state().put(id, places, true);
        model::close(state());
        return "done";
      };
    }
    for (Index i = 0; i < system_.functions.size(); ++i) {
      const model::FunctionId id{i};
      methods_[names_.functions[i]] = [this, id](const Words& args) {
        const std::vector<Index> places = at(system_[id].places, args);
        return "=" + spelled(system_[id].result, state().value(id, places));
      };
      methods_[names_.given_functions[i]] = [this, id](Words args) {
        const Index value = at(system_[id].result, args.back());
        args.pop_back();
        const std::vector<Index> places = at(system_[id].places, args);
        state().set(id, places, value);
        model::close(state());
        return "done";
      };
    }
  }

  std::string spelled(model::SortId sort, Index index) const {
    return system_[sort].is_enum ? names_.values[sort.index][index] : people_.names[sort.index][index];
  }

  /// The individual's or value's place; a newcomer gets one.
  Index at(model::SortId sort, const std::string& name) {
    Words& all = system_[sort].is_enum ? names_.values[sort.index] : people_.names[sort.index];
    const auto found = std::find(all.begin(), all.end(), name);
    if (found != all.end())
      return static_cast<Index>(found - all.begin());
    if (system_[sort].is_enum)
      throw std::runtime_error("no value " + name);
    remember();
    all.push_back(name);
    return static_cast<Index>(all.size() - 1);
  }

  std::vector<Index> at(const std::vector<model::Place>& places, const Words& args) {
    std::vector<Index> result;
    for (std::size_t i = 0; i < places.size(); ++i)
      result.push_back(at(places[i].sort, args.at(i)));
    return result;
  }

  model::Action action(model::RuleId rule, const Words& args) {
    model::Action result{rule, {}};
    for (std::size_t i = 0; i < args.size(); ++i) {
      const model::Variable& parameter = system_[system_[rule].parameters.at(i)];
      if (!parameter.is_set) {
        result.args.emplace_back(at(parameter.sort, args[i]));
        continue;
      }
      std::vector<Index> members;
      if (args[i] != "{}")
        for (const std::string& name : split(args[i].substr(1, args[i].size() - 2), ','))
          members.push_back(at(parameter.sort, name));
      std::sort(members.begin(), members.end());
      result.args.emplace_back(std::move(members));
    }
    return result;
  }

  std::string try_out(const model::Action& step) {
    auto after = model::take_step(state(), step);
    if (const auto* refusal = std::get_if<model::Refusal>(&after)) {
      const auto& reason = system_[step.rule].requirements[refusal->requirement].reason;
      return "refused\t" + (reason ? model::fill_in(*reason, system_, step, people_) : "");
    }
    // What it may refuse it refuses where the rules say why.
    for (const std::size_t choice : model::may_be_refused(state(), step))
      if (const auto& reason = system_[step.rule].may_refuse[choice].reason)
        return "refused\t" + model::fill_in(*reason, system_, step, people_);
    *state_ = std::get<model::State>(std::move(after));
    return "allowed";
  }

  /// A state is made for those who are there: before somebody comes, what holds is written down.
  void remember() {
    if (!layout_)
      return;
    tuples_.clear();
    values_.clear();
    for (Index i = 0; i < system_.relations.size(); ++i)
      model::for_each_place(*layout_, system_.relations[i].places, [&](const std::vector<Index>& args) {
        if (state_->holds(model::RelationId{i}, args))
          tuples_.push_back({{i}, args});
      });
    for (Index i = 0; i < system_.functions.size(); ++i)
      model::for_each_place(*layout_, system_.functions[i].places, [&](const std::vector<Index>& args) {
        values_.push_back({{i}, args, state_->value(model::FunctionId{i}, args)});
      });
    state_.reset();
    layout_.reset();
  }

  model::State& state() {
    if (!layout_) {
      for (Index sort = 0; sort < people_.names.size(); ++sort)
        if (people_.names[sort].empty())
          people_.names[sort].emplace_back("nobody");
      layout_ = std::make_unique<model::Layout>(system_, people_);
      state_ = std::make_unique<model::State>(model::initial_state(*layout_, {}));
      for (const auto& [id, args] : tuples_)
        if (system_[id].is_stated())
          state_->put(id, args, true);
      for (const auto& [id, args, value] : values_)
        if (system_[id].is_stated())
          state_->set(id, args, value);
    }
    return *state_;
  }

  const model::System& system_;
  ScriptNames names_;
  std::map<std::string, std::function<std::string(const Words&)>> methods_;
  model::Population cast_, people_;
  std::unique_ptr<model::Layout> layout_;
  std::unique_ptr<model::State> state_;
  std::vector<std::pair<model::RelationId, std::vector<Index>>> tuples_;
  std::vector<std::tuple<model::FunctionId, std::vector<Index>, Index>> values_;
};

} // namespace

int main(int count, char** arguments) {
  const Words words(arguments, arguments + count);
  const model::Loaded loaded = model::load_system(words.at(2), model::read_from_disk());
  if (!loaded.system)
    throw std::runtime_error("the rules do not load");
  Service service(*loaded.system, words[1], Words(words.begin() + 3, words.end()));
  for (std::string line; std::getline(std::cin, line);)
    std::cout << service.answer(split(line, '\t')) << std::endl;
}
