// What cli/heap reserves is not missing where there is little.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>

using namespace chaperone::tests;

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

// Sanitizers reserve terabytes.
#if !defined(__SANITIZE_ADDRESS__) && !__has_feature(address_sanitizer)

TEST_CASE("a check that may have 300 MB of address space ends as others do") {
  constexpr rlim_t megabyte = 1 << 20;
  Run wanted{.words = {"check", messenger_fixed, "--quiet"}};
  const Outcome unlimited = run(wanted);
  wanted.address_space = 300 * megabyte;
  const Outcome limited = run(wanted);
  CHECK(limited.error == "");
  CHECK(limited.exit_code == 0);
  CHECK(limited.out == unlimited.out);
}

#endif
