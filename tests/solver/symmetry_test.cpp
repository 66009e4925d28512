// Canonical forms are held against all renamings, one by one.
#include "model/scenarios/naming.hpp"
#include "solver/small/symmetry.hpp"
#include "tests/agreement/random_system.hpp"
#include "tests/model/rules.hpp"

#include <random>
#include <set>

using namespace chaperone;
using namespace chaperone::model;
using namespace chaperone::solver;
using small::Words;

namespace {

/// Few facts leave individuals that can be exchanged, many leave none.
Words random_state(const small::Instance& instance, const small::Symmetry& symmetry, std::mt19937_64& random) {
  Words state(symmetry.words(), 0);
  const std::uint64_t one_in = 1 + random() % 8;
  for (std::size_t bit = 0; bit < instance.bits(); ++bit)
    if (random() % one_in == 0)
      state[bit / 64] |= std::uint64_t{1} << (bit % 64);
  return state;
}

Words renamed(const small::Symmetry& symmetry, std::size_t renaming, const Words& state) {
  Words result(symmetry.words());
  symmetry.rename(renaming, state, result.data());
  return result;
}

/// The smallest of all renamings: what is canonical without colours.
Words smallest(const small::Symmetry& symmetry, const Words& state) {
  Words result = state;
  for (std::size_t renaming = 0; renaming < symmetry.size(); ++renaming)
    result = std::min(result, renamed(symmetry, renaming, state));
  return result;
}

} // namespace

TEST_CASE("two states have one canonical form exactly if a renaming takes one to the other") {
  std::size_t alike = 0, different = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    const System system = tests::rules(tests::random_system(seed));
    std::mt19937_64 random(seed);
    std::vector<std::uint32_t> sizes;
    for (std::size_t sort = 0; sort < system.sorts.size(); ++sort)
      sizes.push_back(1 + static_cast<std::uint32_t>(random() % 4));
    const small::Instance instance(system, name_individuals(system, sizes));
    small::Symmetry symmetry(instance);
    std::set<std::pair<Words, Words>> forms; // with colours, and without
    for (int i = 0; i < 40; ++i) {
      const Words state = random_state(instance, symmetry, random);
      Words form;
      const std::size_t renaming = symmetry.canonical(state, form);
      REQUIRE(form == renamed(symmetry, renaming, state));
      forms.emplace(form, smallest(symmetry, state));
      Words other;
      symmetry.canonical(renamed(symmetry, random() % symmetry.size(), state), other);
      REQUIRE(other == form);
      ++alike;
    }
    std::set<Words> with, without;
    for (const auto& [one, other] : forms) {
      with.insert(one);
      without.insert(other);
    }
    REQUIRE(with.size() == forms.size());
    REQUIRE(without.size() == forms.size());
    different += forms.size();
  }
  CHECK(alike > 2'000);
  CHECK(different > 1'000);
}

TEST_CASE("individuals that no colour tells apart, and that cannot be exchanged, are tried in every order") {
  // Six in a ring, and twice three in a ring: each has two neighbours and nothing else.
  const System system = tests::rules(R"(
    system ring
    sort P
    relation beside(P, P) symmetric
    init empty beside
    rule meet(a: P, b: P) { add beside(a, b) }
    never alone = some p: P | beside(p, p)
  )");
  const small::Instance instance(system, name_individuals(system, {6}));
  small::Symmetry symmetry(instance);
  const auto state_of = [&](const std::vector<std::pair<std::uint32_t, std::uint32_t>>& pairs) {
    Words state(symmetry.words(), 0);
    for (const auto& [a, b] : pairs) {
      const std::size_t bit = instance.cells().of(RelationId{0}, std::vector{a, b});
      state[bit / 64] |= std::uint64_t{1} << (bit % 64);
    }
    return state;
  };
  const auto form_of = [&](const Words& state) {
    Words form;
    symmetry.canonical(state, form);
    return form;
  };
  const Words ring = state_of({{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {5, 0}});
  const Words other_ring = state_of({{0, 3}, {3, 1}, {1, 4}, {4, 2}, {2, 5}, {5, 0}});
  const Words triangles = state_of({{0, 1}, {1, 2}, {2, 0}, {3, 4}, {4, 5}, {5, 3}});
  CHECK(form_of(ring) == form_of(other_ring));
  CHECK(form_of(ring) != form_of(triangles));
}
