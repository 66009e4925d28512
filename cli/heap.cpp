// Each Z3 context fills two tables of 8 MB before anything is asked of it. In pages of 4 kB that is most of what a
// short check takes: the kernel hands out some 4000 of them, one by one.
#include "cli/heap.hpp"

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <cstddef>
#include <cstdlib>
#include <memory>

namespace chaperone::cli {

#if defined(__GLIBC__) && defined(MADV_HUGEPAGE)

namespace {

bool is_limited(decltype(RLIMIT_AS) resource) {
  rlimit limit{};
  return getrlimit(resource, &limit) != 0 || limit.rlim_cur != RLIM_INFINITY;
}

} // namespace

void use_huge_pages() {
  if (is_limited(RLIMIT_AS) || is_limited(RLIMIT_DATA))
    return; // what is reserved would be missing elsewhere
  constexpr int megabyte = 1 << 20;
  constexpr int reserved = 256 * megabyte; // none of it counts as used before it is written to
  constexpr std::size_t huge_page = 2UL << 20U;
  mallopt(M_MMAP_THRESHOLD, 32 * megabyte); // the most that glibc takes: the tables too belong on the heap
  mallopt(M_TRIM_THRESHOLD, 2 * reserved);  // nothing is given back in between
  const auto end_of_heap = [] { return static_cast<char*>(sbrk(0)); };
  const char* const old_end = end_of_heap();
  mallopt(M_TOP_PAD, reserved);
  auto* const growth = static_cast<char*>(std::malloc(megabyte)); // more than the heap has left: it grows, if it may
  mallopt(M_TOP_PAD, megabyte);
  const char* const end = end_of_heap();
  if (growth != nullptr && growth < old_end + megabyte && growth < end) {
    void* first = growth;
    auto size = static_cast<std::size_t>(end - growth);
    if (std::align(huge_page, huge_page, first, size) != nullptr)
      madvise(first, size, MADV_HUGEPAGE);
  }
  std::free(growth);
}

void share_one_heap() {
  mallopt(M_ARENA_MAX, 1);
}

#else

void use_huge_pages() {}
void share_one_heap() {}

#endif

} // namespace chaperone::cli
