// How the process gets its memory; docs/decisions/0009 has what it gains. Linux and glibc only: elsewhere all stays as
// it is. Both are called before there are other threads.
#pragma once

namespace chaperone::cli {

/// Asks for huge pages for what the main thread allocates from here on, and whoever shares its heap.
void use_huge_pages();

/// All threads allocate from the main thread's heap: for threads that rather fill large tables than allocate often.
void share_one_heap();

} // namespace chaperone::cli
