# Warnings are errors, with g++ 12 and clang 14 alike.
add_library(chaperone_warnings INTERFACE)
target_compile_options(chaperone_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
  # When it optimises, g++ 12 takes `"text" + string` for an overlap (GCC bug 105651) and the inside of
  # std::optional and std::variant for uninitialised (GCC bug 80635); clang and the sanitizers look at the latter.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-maybe-uninitialized>)
