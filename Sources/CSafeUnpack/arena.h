// What the arena offers inside this room only.
#ifndef OCOP_ARENA_H
#define OCOP_ARENA_H

#include "CSafeUnpack.h"

// Makes sure that the next `size` bytes (allocations rounded up to 16) need no further chunk. False: no memory.
bool ocop_arena_reserve(OcopArena *arena, size_t size);

// Sets how many bytes more may be allocated; returns how many might before, for putting it back.
size_t ocop_arena_set_remaining_budget(OcopArena *arena, size_t size);

// `size` rounded up to the arena's alignment. `size` must be at most SIZE_MAX - 15.
static inline size_t ocop_arena_rounded(size_t size) { return (size + 15) & ~(size_t)15; }

#endif
