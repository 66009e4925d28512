#include "records/facts/individuals.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <random>
#include <string>

namespace chaperone::tests {

using records::Individuals;

TEST_CASE("ids that look alike are different individuals") {
  Individuals all;
  const std::vector<std::string> ids{"u1",
                                     "u01",
                                     "u001",
                                     "1",
                                     "01",
                                     "u",
                                     "",
                                     "u1 ",
                                     "U1",
                                     "u10",
                                     "v1",
                                     "0",
                                     "00",
                                     "-1",
                                     "999999999",
                                     "1999999999",
                                     "u999999999",
                                     "4294967295",
                                     "w1",
                                     "x1",
                                     "y1",
                                     "y01",
                                     "12345678901234567890",
                                     "u1u1"};
  for (std::uint32_t i = 0; i < ids.size(); ++i)
    CHECK(all.number(ids[i]) == i);
  for (std::uint32_t i = 0; i < ids.size(); ++i) {
    CHECK(all.number(ids[i]) == i);
    CHECK(all.find(ids[i]) == i);
    CHECK(all.id(i) == ids[i]);
  }
  CHECK(all.count() == ids.size());
  CHECK_FALSE(all.find("u2"));
  CHECK_FALSE(all.find("z1"));
}

TEST_CASE("ids that are met far from the others are still found when these have come") {
  Individuals all;
  std::map<std::string, std::uint32_t> expected;
  const auto seed = Catch::rngSeed();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (std::uint32_t i = 0; i < 50'000; ++i) {
    const std::uint32_t range = random() % 3 == 0 ? 1'000'000 : 1 + i * 2;
    const std::string id = (random() % 2 == 0   ? "u"
                            : random() % 2 == 0 ? ""
                                                : "group-") +
                           std::to_string(random() % range);
    const auto [known, is_new] = expected.emplace(id, static_cast<std::uint32_t>(expected.size()));
    REQUIRE(all.number(id) == known->second);
  }
  for (const auto& [id, number] : expected)
    REQUIRE(all.id(number) == id);
}

} // namespace chaperone::tests
