// What the arena offers inside this room only.
#ifndef OCOP_ARENA_H
#define OCOP_ARENA_H

#include "CSafeUnpack.h"

// Sees to `size` free bytes in one piece and lets allocations (each rounded up to 16) take those and no more, until
// ocop_arena_end_capped. False, and nothing is capped, when there is no memory. Does not nest.
bool ocop_arena_begin_capped(OcopArena *arena, size_t size);

// Lifts the cap.
void ocop_arena_end_capped(OcopArena *arena);

// `size` rounded up to the arena's alignment. `size` must be at most SIZE_MAX - 15.
static inline size_t ocop_arena_rounded(size_t size) { return (size + 15) & ~(size_t)15; }

#endif
