// The unit tests' main program; every *_test.cpp below this folder joins it.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
