// A library that is loaded when it is needed, so that commands without a use for it do not pay for it. Loaded for the
// rest of the program. Covered by tests/records/sources_test.cpp.
#pragma once

#include <string>

namespace chaperone::records {

class SharedLibrary {
public:
  /// `name` as the loader takes it: a path, or a file name that it looks for.
  explicit SharedLibrary(const std::string& name);

  /// Why it, or the last of its functions that is missing, cannot be used; empty: it can.
  const std::string& why_not() const { return why_not_; }

  /// `function` becomes the library's function of that name, or stays null.
  template <class Function> void take(Function*& function, const char* name) {
    function = reinterpret_cast<Function*>(symbol(name));
  }

private:
  void* symbol(const char* name);

  std::string name_;
  void* handle_;
  std::string why_not_;
};

} // namespace chaperone::records
