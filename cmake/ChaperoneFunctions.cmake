# Rule files in a project's own build and tests. How to use them: docs/testing.md.
# Covered by tests/consumer/ and tests/generated/.
cmake_policy(PUSH)
cmake_policy(VERSION 3.20...3.25)

# chaperone_check(FILE [NAME name] [OPTIONS option...])
#
# Adds a CTest test that passes only if every property of the rule file FILE is proved
# or witnessed and every scenario in it passes. An unsafe rule file fails, and so does one that is
# undecided, unless OPTIONS has --accept-bounded. The test is called chaperone_check.<FILE without its
# folder and extension> unless NAME says otherwise.
function(chaperone_check file)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "NAME" "OPTIONS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "chaperone_check(${file}): unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  get_filename_component(path "${file}" ABSOLUTE)
  if(NOT arg_NAME)
    get_filename_component(stem "${file}" NAME_WLE)
    set(arg_NAME "chaperone_check.${stem}")
  endif()
  add_test(NAME "${arg_NAME}" COMMAND $<TARGET_FILE:Chaperone::chaperone> check "${path}" ${arg_OPTIONS})
  # Where the file is missing the command says so; a build needs nothing of it.
  set_tests_properties("${arg_NAME}" PROPERTIES LABELS chaperone)
endfunction()

# chaperone_generate_tests(TARGET RULES file... [SCENARIOS file-or-folder...] [EXPECT_FROM file]
#                          [FORMAT catch2|googletest] [OPTIONS option...] [OUTPUT_DIR folder])
#
# Generates tests for Catch2 (or GoogleTest) from the rule files when TARGET is built, and again when a file that they were made
# from has changed; adds them to TARGET's sources and their folder to its include path.
# TARGET, an executable of this folder, brings a driver (a source file with `make_driver`), the framework, and a main program.
# Without SCENARIOS the tests are what `chaperone check` finds in the rules, and the scenarios in them.
function(chaperone_generate_tests target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "EXPECT_FROM;FORMAT;OUTPUT_DIR" "RULES;SCENARIOS;OPTIONS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "chaperone_generate_tests(${target}): unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT arg_RULES)
    message(FATAL_ERROR "chaperone_generate_tests(${target}): RULES is missing")
  endif()
  if(NOT arg_FORMAT)
    set(arg_FORMAT catch2)
  endif()
  if(NOT arg_OUTPUT_DIR)
    set(arg_OUTPUT_DIR "${CMAKE_CURRENT_BINARY_DIR}/${target}_generated")
  endif()
  get_filename_component(folder "${arg_OUTPUT_DIR}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_BINARY_DIR}")

  set(inputs)
  set(operands)
  foreach(scenario IN LISTS arg_SCENARIOS)
    get_filename_component(path "${scenario}" ABSOLUTE)
    list(APPEND operands "${path}")
    if(IS_DIRECTORY "${path}")
      file(GLOB files CONFIGURE_DEPENDS "${path}/*.chap" "${path}/*.json")
      list(APPEND inputs ${files})
    else()
      list(APPEND inputs "${path}")
    endif()
  endforeach()
  set(options ${arg_OPTIONS})
  if(arg_EXPECT_FROM)
    get_filename_component(path "${arg_EXPECT_FROM}" ABSOLUTE)
    list(APPEND options --expect-from "${path}")
    list(APPEND inputs "${path}")
  endif()

  foreach(rules IN LISTS arg_RULES)
    get_filename_component(path "${rules}" ABSOLUTE)
    _chaperone_system_name("${path}" system)
    set(driver "${folder}/${system}_driver.hpp")
    set(tests "${folder}/${system}_test.cpp")
    add_custom_command(
      OUTPUT "${driver}" "${tests}"
      COMMAND $<TARGET_FILE:Chaperone::chaperone> generate "${path}" ${operands} --to ${arg_FORMAT} -o "${folder}"
              --depfile "${folder}/${system}.d" --quiet ${options}
      DEPENDS "${path}" ${inputs} $<TARGET_FILE:Chaperone::chaperone>
      DEPFILE "${folder}/${system}.d"
      COMMENT "Generating tests from ${rules}"
      VERBATIM)
    target_sources(${target} PRIVATE "${tests}" "${driver}")
  endforeach()
  target_include_directories(${target} PRIVATE "${folder}")
  target_compile_features(${target} PRIVATE cxx_std_17)
endfunction()

# The NAME in a rule file's `system NAME`, or in that of the file that it uses: the generated files are called after it.
function(_chaperone_system_name rules result)
  if(NOT EXISTS "${rules}")
    message(FATAL_ERROR "chaperone_generate_tests: there is no rule file ${rules}")
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${rules}")
  get_filename_component(folder "${rules}" DIRECTORY)
  file(READ "${rules}" text)
  string(REGEX REPLACE "//[^\n]*" "" text "${text}")
  set(space "[ \t\r\n]")
  if(text MATCHES "(^|[^A-Za-z0-9_\"])system${space}+([^ \t\r\n]+)")
    set(${result} "${CMAKE_MATCH_2}" PARENT_SCOPE)
  elseif(text MATCHES "(^|[^A-Za-z0-9_\"])use${space}*\"([^\"]+)\"")
    get_filename_component(used "${CMAKE_MATCH_2}" ABSOLUTE BASE_DIR "${folder}")
    _chaperone_system_name("${used}" name)
    set(${result} "${name}" PARENT_SCOPE)
  else()
    message(FATAL_ERROR "chaperone_generate_tests: neither `system NAME` nor `use \"FILE\"` in ${rules}")
  endif()
endfunction()

cmake_policy(POP)
