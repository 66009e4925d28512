// The front door of `audit`: which promises the data of a service break, might break, or are one step away from.
//
//   Store store(system);
//   if (auto mistake = store.load(*source)) complain(text_of(*mistake));
//   Audit found = audit(store, options);
//
// docs/audit.md says what each class means. Covered by tests/records/audit_test.cpp and
// tests/records/audit_agreement_test.cpp.
#pragma once

#include "records/facts/store.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::records {

enum class CaseClass { broken, possibly_broken, one_step_away };
std::string name_of(CaseClass kind); ///< "broken", "possibly_broken", "one_step_away"

/// An individual of the data by its number, or a new one that no fact is about (the number behind the last).
struct Person {
  model::SortId sort;
  std::uint32_t number = 0;
  auto operator<=>(const Person&) const = default;
};

/// A rule that somebody can take now.
struct Deed {
  model::RuleId rule;
  std::vector<std::vector<Person>> args; ///< one for each parameter; of an individual one person
};

/// A fact that the data leave open. Without people: some fact of that symbol.
struct OpenFact {
  Symbol symbol;
  std::vector<Person> people;
  auto operator<=>(const OpenFact&) const = default;
};

struct Case {
  CaseClass kind = CaseClass::broken;
  std::vector<Person> people;     ///< of the leading variables
  std::vector<OpenFact> rests_on; ///< of `possibly_broken`
  std::optional<Deed> deed;       ///< of `one_step_away`
};

/// All cases of one class: the counts are exact.
struct Cases {
  std::size_t count = 0;
  std::vector<std::size_t> different; ///< by leading variable: how many individuals stand for it
  FactTable all{0};                   ///< of the leading variables, in the order of their numbers; of `one_step_away`
                                      ///< the first that are listed
};

/// The same without the tables of all cases.
Cases summary_of(const Cases& cases);

/// Whether the rules as written lead to where the promise is broken.
struct Origin {
  enum class Kind { rules_never_lead_here, rules_lead_here, undecided };
  Kind kind = Kind::undecided;
  std::vector<std::string> story;                    ///< of `rules_lead_here`: a run, one sentence for each step
  bool is_smallest = false;                          ///< no shorter one leads there
  std::optional<model::Scenario> run = std::nullopt; ///< of `rules_lead_here`: the same, for what runs it again
};

struct PromiseAudit {
  model::PropertyId property;
  std::optional<std::string> not_judged; ///< why; then there is nothing else
  std::vector<model::VariableId> leading;
  std::vector<std::string> names; ///< of the leading variables, all different
  model::Formula told;            ///< what breaks it, in the file's words, over the leading variables
  Cases broken, possibly_broken, one_step_away;
  std::vector<std::size_t> by_rule;   ///< how many of one_step_away each rule leads to
  std::vector<std::string> open;      ///< what was not found out, and why
  std::vector<std::string> not_ahead; ///< of which rules it was not found out whether they break it, and why
  std::vector<Case> listed;           ///< the first of each class
  std::optional<Origin> origin;       ///< of a broken one, where it was asked
};

/// The same without the tables of all cases: for reports.
PromiseAudit summary_of(const PromiseAudit& promise);

/// An `assume` that the data certainly contradict: proofs rest on it.
struct BrokenAssumption {
  model::Span span;
  std::size_t count = 0;
  std::string example; ///< `a = u1, k = u2`; empty without leading variables
};

struct Audit {
  std::vector<PromiseAudit> promises;
  std::vector<BrokenAssumption> assumptions;
  std::vector<std::string> warnings;
  std::vector<model::Variable> variables; ///< with those that were made, by VariableId
  bool was_cut = false;

  bool has_broken() const;
  bool has_open() const; ///< something possibly broken, or not found out, or nothing judged
};

struct AuditOptions {
  std::vector<model::PropertyId> properties; ///< empty: all
  std::optional<std::size_t> limit;          ///< listed cases of each class; none: all
  std::size_t threads = 1;
  std::function<bool()> is_cut = [] { return false; }; ///< asked by all threads
  std::function<void(const std::string&)> on_progress = [](const std::string&) {};
  /// Hears of each promise as soon as something is known: what is broken, and again when it is done.
  std::function<void(PromiseAudit)> on_promise = [](const PromiseAudit&) {};
};

Audit audit(const Store& store, const AuditOptions& options);

/// The broken cases of a promise with each individual that satisfies `formula` beside them, as one more column.
/// `system` is the store's with the variables of `formula`, which are `somebody` and the leading ones.
FactTable with_somebody(const Store& store, const model::System& system, const PromiseAudit& promise,
                        model::VariableId somebody, const model::Formula& formula);

/// The id of somebody of the data; `new Group` for one who is not in it.
std::string name_of(const Store& store, const Person& person);
/// `member(g1, u2)`, `owner(g1)`: a fact in the words of the rules.
std::string text_of(const Store& store, const OpenFact& fact);

} // namespace chaperone::records
