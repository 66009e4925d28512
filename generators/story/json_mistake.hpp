// A mistake in a JSON document that was read.
#pragma once

#include <string>

namespace chaperone::reports {

/// What is wrong with a document, and where: `/steps/2/args/group`.
struct JsonMistake {
  std::string path;
  std::string message;
};

} // namespace chaperone::reports
