// See memory.hpp. Source: proc(5), and the kernel's "Control Group v2".
#include "cli/memory.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

namespace chaperone::cli {
namespace {

constexpr std::uint64_t no_limit = std::numeric_limits<std::uint64_t>::max() / 4;

/// The number that the file begins with; a group without a limit says `max`.
std::optional<std::uint64_t> number_in(const char* file) {
  std::ifstream in(file);
  std::uint64_t number = 0;
  return in >> number ? std::optional(number) : std::nullopt;
}

std::uint64_t left_on_machine() {
  std::ifstream in("/proc/meminfo");
  std::uint64_t kilobytes = 0;
  for (std::string word; in >> word;)
    if (word == "MemAvailable:" && in >> kilobytes)
      return kilobytes * 1024;
  return no_limit;
}

std::uint64_t left_in_group() {
  const auto most = number_in("/sys/fs/cgroup/memory.max"), now = number_in("/sys/fs/cgroup/memory.current");
  return most && now ? *most - std::min(*most, *now) : no_limit;
}

std::uint64_t limit_of_process() {
  rlimit limit{};
  return getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY ? limit.rlim_cur : no_limit;
}

} // namespace

std::uint64_t memory_in_use() {
  std::ifstream in("/proc/self/statm");
  std::uint64_t whole = 0, resident = 0;
  if (!(in >> whole >> resident))
    return 0;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

std::uint64_t memory_available() {
  return std::min({left_on_machine(), left_in_group(), limit_of_process()});
}

} // namespace chaperone::cli
