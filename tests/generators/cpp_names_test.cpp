#include "generators/suite/cpp/cpp_names.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using namespace chaperone::generators::suite::cpp;

TEST_CASE("a name that C++ takes stays as it is") {
  CHECK(cpp_identifier("create_group") == "create_group");
  CHECK(cpp_identifier("User") == "User");
}

TEST_CASE("keywords, macros and our own names get an underscore") {
  CHECK(cpp_identifier("delete") == "delete_");
  CHECK(cpp_identifier("int") == "int_");
  CHECK(cpp_identifier("CHECK") == "CHECK_");
  CHECK(cpp_identifier("Driver") == "Driver_");
  CHECK(cpp_identifier("errno") == "errno_");
}

TEST_CASE("letters outside ASCII become their code points") {
  CHECK(cpp_identifier("Ärzte") == "u00c4rzte");
  CHECK(cpp_identifier("zoë") == "zou00eb");
  CHECK(cpp_identifier("群") == "u7fa4");
}

TEST_CASE("what is reserved to the compiler is avoided") {
  CHECK(cpp_identifier("_x") == "x_x");
  CHECK(cpp_identifier("a__b") == "a_b");
}

TEST_CASE("an individual's variable is written in small letters") {
  CHECK(cpp_variable("Ann") == "ann");
  CHECK(cpp_variable("BobSmith") == "bob_smith");
  CHECK(cpp_variable("Group1") == "group1");
  CHECK(cpp_variable("ACME") == "acme");
  CHECK(cpp_variable("Default") == "default_");
}

TEST_CASE("a string literal means what the text says") {
  CHECK(cpp_string("a \"b\" \\ c") == R"("a \"b\" \\ c")");
  CHECK(cpp_string("tab\there") == R"("tab\011here")");
  CHECK(cpp_string("what?"
                   "?/") == R"("what?\?/")");
}

TEST_CASE("a name that is taken gets a number") {
  NameTable table({"users"});
  CHECK(table.take("users") == "users_2");
  CHECK(table.take("users") == "users_3");
  CHECK(table.take("groups") == "groups");
}

TEST_CASE("a rule keeps its name and a relation of that name gives way") {
  model::System system;
  system.name = "time";
  system.sorts.resize(1);
  system.sorts[0].name = "User";
  system.relations.resize(2);
  system.relations[0].name = "block";
  system.relations[1].name = "users";
  system.rules.resize(1);
  system.rules[0].name = "block";
  const CppNames names(system, {});
  CHECK(names.name_space == "time_rules");
  CHECK(names.rules[0] == "block");
  CHECK(names.relations[0] == "block_holds");
  CHECK(names.relations[1] == "users");
  CHECK(names.all_of[0] == "users_2");
}
