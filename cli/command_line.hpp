// From the words of a command line to a command that runs.
// Covered by tests/cli/options_test.cpp.
#pragma once

#include "cli/options.hpp"

#include <span>
#include <string>
#include <variant>

namespace chaperone::cli {

/// A command with its settings.
struct Request {
  const CommandRow* command = nullptr;
  Settings settings;
};
/// --help and --version: text for standard output.
struct Page {
  std::string text;
};
/// What is wrong with the command line, and what to do next.
struct BadUsage {
  std::string message;
};

/// Reads the words after the program's name.
std::variant<Request, Page, BadUsage> read_command_line(std::span<const std::string> words);

} // namespace chaperone::cli
