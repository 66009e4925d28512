// The libFuzzer target: no text may crash, hang or overflow the front end.
// How to run it stands in tests/fuzz/CMakeLists.txt.
#include "tests/fuzz/exercise.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chaperone::tests::exercise({reinterpret_cast<const char*>(data), size});
  return 0;
}
