// Each Z3 context fills two tables of 8 MB before anything is asked of it. In pages of 4 kB that is most of what a
// short check takes: the kernel hands out some 4000 of them, one by one.
#include "cli/heap.hpp"

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <cstdint>
#include <cstdlib>

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
  constexpr std::uintptr_t huge_page = 2 * megabyte;
  mallopt(M_MMAP_THRESHOLD, 32 * megabyte); // the most that glibc takes: the tables too belong on the heap
  mallopt(M_TRIM_THRESHOLD, 2 * reserved);  // nothing is given back in between
  const auto address = [](void* place) { return reinterpret_cast<std::uintptr_t>(place); };
  const std::uintptr_t end = address(sbrk(0));
  mallopt(M_TOP_PAD, reserved);
  void* const growth = std::malloc(megabyte); // what the heap had left is less: it now grows, if it may
  mallopt(M_TOP_PAD, megabyte);
  const std::uintptr_t first = (address(growth) + huge_page - 1) / huge_page * huge_page;
  const std::uintptr_t new_end = address(sbrk(0));
  if (growth != nullptr && address(growth) < end + megabyte && first < new_end)
    madvise(reinterpret_cast<void*>(first), new_end - first, MADV_HUGEPAGE);
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
