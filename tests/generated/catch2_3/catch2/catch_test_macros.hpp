// Stands in for Catch2 3, which Debian 12 does not have: the header that its tests
// include, with what both versions share.
#pragma once
#include <catch2/catch.hpp>
