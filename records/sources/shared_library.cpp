#include "records/sources/shared_library.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

namespace chaperone::records {

SharedLibrary::SharedLibrary(const std::string& name)
    : name_(name), handle_(dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (handle_ == nullptr)
    why_not_ = fmt::format("the library was not found ({})", dlerror());
}

void* SharedLibrary::symbol(const char* name) {
  if (handle_ == nullptr)
    return nullptr;
  void* const found = dlsym(handle_, name);
  if (found == nullptr)
    why_not_ = fmt::format("the library {} has no `{}`: it is too old or too new", name_, name);
  return found;
}

} // namespace chaperone::records
