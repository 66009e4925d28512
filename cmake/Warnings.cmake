# Warnings are errors, with g++ 12 and clang 14 alike.
add_library(chaperone_warnings INTERFACE)
target_compile_options(chaperone_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
