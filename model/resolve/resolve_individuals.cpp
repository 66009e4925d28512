// Implements model/resolve/resolve_individuals.hpp. Covered by tests/model/resolver_test.cpp and specs/broken/.
#include "model/resolve/resolve_individuals.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::model {

namespace {

class Finder {
public:
  Finder(const syntax::ScenarioDeclaration& scenario, Resolution& resolution) : scenario_(scenario), r_(resolution) {}

  Cast run() {
    for (const syntax::Item& item : scenario_.items)
      std::visit(overload{
                     [&](const syntax::Given& it) { given(it); },
                     [&](const syntax::Expect& it) { formula(*it.formula); },
                     [](const syntax::Keeps&) {},
                     [&](const syntax::Step& it) { rule_arguments(it.rule, it.args); },
                 },
                 item.kind);
    spread();
    return cast();
  }

private:
  struct Person {
    syntax::Name first;
    SortId sort = any_sort;
    std::size_t uses = 0;
    std::vector<std::size_t> same_sort; ///< compared with these, so of their sort
    std::vector<Span> places;           ///< only for an index
  };

  /// Notes an individual that stands where `wanted` must; gives its place in people_.
  std::optional<std::size_t> note(const syntax::Name& name, SortId wanted) {
    if (bound_.contains(name.text))
      return std::nullopt;
    if (wanted != any_sort && r_.system[wanted].is_enum)
      return std::nullopt;
    if (const auto symbol = r_.names.symbol(name.text)) {
      const bool is_function = std::holds_alternative<FunctionId>(*symbol);
      complain(name, fmt::format("`{}` is {}, not an individual", name.text, r_.kind_of(*symbol)),
               r_.declared_symbol(*symbol),
               is_function ? fmt::format("it is applied with brackets: `{}(…)`", name.text)
                           : "an individual has a name of its own");
      return std::nullopt;
    }
    if (const auto& enums = r_.names.enums_with(name.text); !enums.empty()) {
      if (wanted != any_sort && !r_.names.value(wanted, name.text))
        complain(name,
                 fmt::format("expected {}, found {} of {}", r_.sort_name(wanted),
                             r_.system[enums.front()].is_enum ? "a value" : "an individual",
                             r_.sort_name(enums.front())),
                 r_.declared_symbol(enums.front()), "an individual has a name of its own");
      return std::nullopt;
    }
    const auto [found, is_new] = index_.emplace(name.text, people_.size());
    if (is_new)
      people_.push_back({name, wanted, 0, {}, {}});
    Person& person = people_[found->second];
    ++person.uses;
    if (r_.index != nullptr)
      person.places.push_back(name.span);
    give(person, name, wanted);
    return found->second;
  }

  void give(Person& person, const syntax::Name& name, SortId sort) {
    if (person.sort == any_sort)
      person.sort = sort;
    else if (sort != any_sort && sort != person.sort)
      complain(
          name,
          fmt::format("`{}` is {} here and {} elsewhere", name.text, r_.sort_name(sort), r_.sort_name(person.sort)),
          {person.first.span, fmt::format("`{}` is {} here", name.text, r_.sort_name(person.sort))},
          "different individuals have different names");
  }

  void complain(const syntax::Name& name, std::string message, Note note, std::string hint) {
    is_fine_ = false;
    if (r_.may_complain(name.text))
      r_.report.error("wrong_sort", name.span, std::move(message), {}, std::move(hint))
          .notes.push_back(std::move(note));
  }

  void term(const syntax::Term& it, SortId wanted) {
    if (!it.has_brackets) {
      note(it.name, wanted);
      return;
    }
    arguments(it);
  }

  void applied(const syntax::Term& it) {
    const bool is_acted = it.name.text == "acted" && !r_.names.symbol("acted");
    if (!is_acted)
      return arguments(it);
    for (const syntax::Term& arg : it.args)
      term(arg, any_sort);
  }

  void arguments(const syntax::Term& it) {
    const auto symbol = r_.names.symbol(it.name.text);
    std::optional<Owner> owner;
    if (symbol)
      std::visit(overload{[](SortId) {}, [&](auto id) { owner = id; }}, *symbol);
    note_owner(owner, it.args.size());
    for (std::size_t i = 0; i < it.args.size(); ++i)
      term(it.args[i], owner && i < r_.arity(*owner) ? r_.place_sort(*owner, i) : any_sort);
  }

  /// Where something is mistaken about what an individual stands in, its sort cannot be told, and is not its fault.
  void note_owner(std::optional<Owner> owner, std::size_t args) {
    has_mistaken_owner_ = has_mistaken_owner_ || !owner || r_.arity(*owner) != args;
  }

  SortId evident_sort(const syntax::Term& it) const {
    if (it.has_brackets) {
      const auto symbol = r_.names.symbol(it.name.text);
      const auto* function = symbol ? std::get_if<FunctionId>(&*symbol) : nullptr;
      return function != nullptr ? r_.system[*function].result : any_sort;
    }
    const auto found = bound_.find(it.name.text);
    return found == bound_.end() ? any_sort : found->second;
  }

  /// Terms that are compared, and so are of one sort.
  void compared(const syntax::Term& left, const syntax::Term& right) {
    const SortId sort = evident_sort(left) != any_sort ? evident_sort(left) : evident_sort(right);
    const auto a = left.has_brackets ? std::nullopt : note(left.name, sort);
    const auto b = right.has_brackets ? std::nullopt : note(right.name, sort);
    if (left.has_brackets)
      arguments(left);
    if (right.has_brackets)
      arguments(right);
    if (a && b) {
      people_[*a].same_sort.push_back(*b);
      people_[*b].same_sort.push_back(*a);
    }
  }

  void given(const syntax::Given& it) {
    for (const syntax::Fact& fact : it.facts) {
      if (fact.greater) {
        compared(fact.tuple, *fact.greater);
        continue;
      }
      arguments(fact.tuple);
      if (fact.value)
        term(*fact.value, evident_sort(fact.tuple));
    }
  }

  void rule_arguments(const syntax::Name& name, std::span<const syntax::Argument> args) {
    const auto rule = r_.names.rule(name.text);
    note_owner(rule ? std::optional<Owner>(*rule) : std::nullopt, args.size());
    for (std::size_t i = 0; i < args.size(); ++i) {
      const SortId sort = rule && i < r_.arity(*rule) ? r_.place_sort(*rule, i) : any_sort;
      std::visit(overload{
                     [](const syntax::Wildcard&) {},
                     [&](const syntax::Term& it) { term(it, sort); },
                     [&](const syntax::Listed& list) {
                       for (const syntax::Term& it : list.terms)
                         term(it, sort);
                     },
                 },
                 args[i]);
    }
  }

  void formula(const syntax::Formula& it) {
    std::visit(overload{
                   [](const syntax::Truth&) {},
                   [&](const syntax::Application& part) {
                     // A name alone is no formula; the resolver says so.
                     if (part.term.has_brackets)
                       applied(part.term);
                   },
                   [&](const syntax::Comparison& part) { compared(part.left, part.right); },
                   [&](const syntax::Ordering& part) { compared(part.left, part.right); },
                   [&](const syntax::Membership& part) { membership(part); },
                   [&](const syntax::Negation& part) { formula(*part.body); },
                   [&](const syntax::Before& part) { formula(*part.body); },
                   [&](const syntax::Past& part) {
                     formula(*part.held);
                     if (part.since != nullptr)
                       formula(*part.since);
                   },
                   [&](const syntax::Connected& part) {
                     for (const syntax::FormulaRef next : part.parts)
                       formula(*next);
                   },
                   [&](const syntax::Quantification& part) { quantification(part); },
                   [&](const syntax::RuleQuery& part) { rule_arguments(part.rule, part.args); },
                   [](const syntax::AnyStep&) {},
               },
               it.kind);
  }

  void membership(const syntax::Membership& it) {
    if (const auto* list = std::get_if<syntax::Listed>(&it.set)) {
      if (list->terms.empty())
        term(it.element, evident_sort(it.element));
      for (const syntax::Term& candidate : list->terms)
        compared(it.element, candidate);
      return;
    }
    term(it.element, domain_sort(std::get<syntax::Name>(it.set)));
  }

  SortId domain_sort(const syntax::Name& name) const {
    const auto symbol = r_.names.symbol(name.text);
    if (!symbol)
      return any_sort;
    return std::visit(overload{
                          [](SortId id) { return id; },
                          [](FunctionId) { return any_sort; },
                          [&](auto id) { return r_.arity(id) == 1 ? r_.place_sort(id, 0) : any_sort; },
                      },
                      *symbol);
  }

  void quantification(const syntax::Quantification& it) {
    std::vector<std::string_view> opened;
    for (const syntax::BinderGroup& group : it.binders)
      for (const syntax::Name& name : group.names)
        if (bound_.emplace(name.text, domain_sort(group.domain)).second)
          opened.push_back(name.text);
    formula(*it.body);
    for (const std::string_view name : opened)
      bound_.erase(name);
  }

  /// Carries known sorts over comparisons to names whose sort is not known yet.
  void spread() {
    std::vector<std::size_t> known;
    for (std::size_t i = 0; i < people_.size(); ++i)
      if (people_[i].sort != any_sort)
        known.push_back(i);
    while (!known.empty()) {
      const std::size_t next = known.back();
      known.pop_back();
      for (const std::size_t other : people_[next].same_sort) {
        if (people_[other].sort == any_sort)
          known.push_back(other);
        if (people_[other].sort != people_[next].sort)
          give(people_[other], people_[other].first, people_[next].sort);
      }
      people_[next].same_sort.clear();
    }
  }

  Cast cast() {
    Cast result;
    result.population.names.resize(r_.system.sorts.size());
    for (std::uint32_t i = 0; i < r_.system.sorts.size(); ++i)
      for (const FunctionId individual : r_.system.sorts[i].individuals)
        result.population.names[i].push_back(r_.system[individual].name);
    put_in_declared_order();
    for (const Person& person : people_) {
      for (const Span place : person.places)
        r_.note(place, person.first.span, NameKind::individual, person.sort);
      if (person.sort == any_sort && has_mistaken_owner_) {
        result.individuals.emplace(person.first.text, Value{any_sort, 0});
        continue;
      }
      if (person.sort == any_sort) {
        is_fine_ = false;
        if (r_.may_complain(person.first.text))
          r_.report.error("unknown_sort", person.first.span,
                          fmt::format("nothing says of which sort `{}` is", person.first.text), "an individual",
                          "its sort follows from a relation, a function or a rule that it stands in");
        continue;
      }
      auto& names = result.population.names[person.sort.index];
      result.individuals.emplace(person.first.text, Value{person.sort, static_cast<std::uint32_t>(names.size())});
      names.emplace_back(person.first.text);
    }
    warn_of_near_names();
    for (std::uint32_t i = 0; i < r_.system.sorts.size(); ++i)
      fill(result.population.names[i], r_.system.sorts[i]);
    result.is_fine = is_fine_;
    return result;
  }

  /// Individuals of an ordered sort with declared names stand in the declared order, before the others.
  void put_in_declared_order() {
    const auto rank = [&](const Person& person) -> std::size_t {
      if (person.sort == any_sort || !r_.system[person.sort].is_ordered)
        return 0;
      const std::vector<std::string>& names = r_.system[person.sort].names;
      return static_cast<std::size_t>(std::ranges::find(names, person.first.text) - names.begin());
    };
    std::ranges::stable_sort(people_, {}, rank);
  }

  void fill(std::vector<std::string>& names, const Sort& sort) const {
    if (sort.is_enum) {
      names = sort.names;
      return;
    }
    for (std::uint32_t number = 1; names.empty(); ++number)
      if (std::string name = fmt::format("{}{}", sort.name, number); !index_.contains(name))
        names.push_back(std::move(name));
  }

  void warn_of_near_names() {
    constexpr std::size_t most_compared = 500; // all pairs are compared
    if (people_.size() > most_compared)
      return;
    const auto letters = [](std::string_view name) {
      std::string result(name);
      std::erase_if(result, [](char c) { return c >= '0' && c <= '9'; });
      return result;
    };
    for (const Person& person : people_) {
      if (person.uses != 1 || person.first.text.size() < 3)
        continue;
      const auto near = std::ranges::find_if(people_, [&](const Person& other) {
        return &other != &person && other.sort == person.sort && other.first.text.size() >= 3 &&
               edit_distance(person.first.text, other.first.text, 1) &&
               letters(person.first.text) != letters(other.first.text);
      });
      if (near != people_.end())
        warn_of_near_name(person.first, near->first);
    }
  }

  void warn_of_near_name(const syntax::Name& name, const syntax::Name& other) {
    Diagnostic& warning = r_.report.warning(
        "near_name", name.span, fmt::format("`{}` is named once, and nearly like `{}`", name.text, other.text),
        "a different individual", fmt::format("did you mean `{}`?", other.text));
    warning.notes.push_back({other.span, fmt::format("`{}` is named here first", other.text)});
    warning.fix = Fix{name.span, std::string(other.text)};
  }

  const syntax::ScenarioDeclaration& scenario_;
  Resolution& r_;
  std::vector<Person> people_;
  std::unordered_map<std::string_view, std::size_t> index_;
  std::unordered_map<std::string_view, SortId> bound_; ///< variables of quantifiers
  bool has_mistaken_owner_ = false;
  bool is_fine_ = true;
};

} // namespace

Cast find_individuals(const syntax::ScenarioDeclaration& scenario, Resolution& resolution) {
  return Finder(scenario, resolution).run();
}

} // namespace chaperone::model
