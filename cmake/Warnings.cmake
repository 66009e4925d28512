# Warnings are errors, with g++ 12 and clang 14 alike.
add_library(chaperone_warnings INTERFACE)
target_compile_options(chaperone_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
  # g++ 12 reports `"text" + string` when it optimises (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
