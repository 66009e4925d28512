// Which fault is switched on, for the woven copies of the encoder and for the test that switches.
#pragma once

namespace chaperone::tests {

/// The name of the fault that the encoder makes; null for none.
inline const char* switched_on = nullptr;

inline bool has_fault(const char* name) {
  const char* on = switched_on;
  if (on == nullptr)
    return false;
  while (*on != 0 && *on == *name) {
    ++on;
    ++name;
  }
  return *on == *name;
}

} // namespace chaperone::tests
