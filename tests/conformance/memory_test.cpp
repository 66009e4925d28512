// A suite for memory finds what services get wrong: what they remember, and not the rules.
#include "tests/conformance/club.hpp"

namespace {

using namespace chaperone::tests;

Outcome lodge(const std::string& fault, const std::string& goals) {
  Run wanted;
  wanted.words = {"conform",  conformance_file("lodge.chap"),
                  "--driver", "exec python3 '" + conformance_file("lodge_adapter.py") + "' " + fault,
                  "--cover",  goals};
  return run(wanted);
}

} // namespace

TEST_CASE("a lodge that remembers nothing wrongly conforms to all goals") {
  const Outcome outcome = lodge("", "all");
  INFO(outcome.out << outcome.error);
  CHECK(outcome.exit_code == 0);
}

TEST_CASE("every kind of wrong memory is found by the goals about memory alone") {
  for (const char* fault : {"keeps_keys", "keeps_one", "no_second_key", "room_keys", "session", "first_answer",
                            "refused_once", "unbans", "dethrones"}) {
    const Outcome outcome = lodge(fault, "memory");
    INFO(fault << "\n" << outcome.out << outcome.error);
    CHECK(outcome.exit_code == 1);
  }
}
