#include "arena.h"

#include <pthread.h>
#include <stdlib.h>

// A block from malloc; its memory follows the header.
typedef struct Chunk {
  struct Chunk *previous;
  size_t capacity;
} Chunk;

_Static_assert(sizeof(Chunk) == 16, "a chunk's memory must start at a multiple of 16");

struct OcopArena {
  ProtobufCAllocator allocator;
  // Free part of the newest chunk.
  uint8_t *next;
  uint8_t *end;
  size_t used;
  size_t remaining_budget;
  // Newest chunk; the first one, which is kept, ends the list.
  Chunk *newest;
};

enum { SMALLEST_CHUNK = 1024, LARGEST_GROWTH = 1024 * 1024, THREAD_RETAINED = 64 * 1024 };

static void *allocate_for_protobuf(void *arena, size_t size) { return ocop_arena_allocate(arena, size); }

// The arena frees all at once; a refund would let a message spend the budget over and over.
static void free_for_protobuf(void *arena, void *pointer) {
  (void)arena;
  (void)pointer;
}

static bool add_chunk(OcopArena *arena, size_t capacity) {
  if (capacity > SIZE_MAX - sizeof(Chunk)) return false;
  Chunk *chunk = malloc(sizeof(Chunk) + capacity);
  if (chunk == NULL) return false;
  chunk->previous = arena->newest;
  chunk->capacity = capacity;
  arena->newest = chunk;
  arena->next = (uint8_t *)(chunk + 1);
  arena->end = arena->next + capacity;
  return true;
}

OcopArena *ocop_arena_create(size_t retained_bytes) {
  if (retained_bytes > SIZE_MAX / 2) return NULL;
  OcopArena *arena = malloc(sizeof(OcopArena));
  if (arena == NULL) return NULL;
  *arena = (OcopArena){
      .allocator = {.alloc = allocate_for_protobuf, .free = free_for_protobuf, .allocator_data = arena},
      .remaining_budget = SIZE_MAX,
  };
  size_t capacity = ocop_arena_rounded(retained_bytes < SMALLEST_CHUNK ? SMALLEST_CHUNK : retained_bytes);
  if (!add_chunk(arena, capacity)) {
    free(arena);
    return NULL;
  }
  return arena;
}

void ocop_arena_reset(OcopArena *arena) {
  while (arena->newest->previous != NULL) {
    Chunk *chunk = arena->newest;
    arena->newest = chunk->previous;
    free(chunk);
  }
  arena->next = (uint8_t *)(arena->newest + 1);
  arena->end = arena->next + arena->newest->capacity;
  arena->used = 0;
  arena->remaining_budget = SIZE_MAX;
}

void ocop_arena_destroy(OcopArena *arena) {
  if (arena == NULL) return;
  ocop_arena_reset(arena);
  free(arena->newest);
  free(arena);
}

bool ocop_arena_reserve(OcopArena *arena, size_t size) {
  if (size <= (size_t)(arena->end - arena->next)) return true;
  if (size > SIZE_MAX / 2) return false;
  return add_chunk(arena, ocop_arena_rounded(size));
}

// Chunks grow with use, up to a bound, so that many small allocations need few chunks.
static bool grow(OcopArena *arena, size_t size) {
  size_t doubled = arena->newest->capacity < LARGEST_GROWTH / 2 ? arena->newest->capacity * 2 : LARGEST_GROWTH;
  return add_chunk(arena, size < doubled ? doubled : size);
}

void *ocop_arena_allocate(OcopArena *arena, size_t size) {
  if (size > SIZE_MAX / 2) return NULL;
  size_t rounded = size == 0 ? 16 : ocop_arena_rounded(size);
  if (rounded > arena->remaining_budget) return NULL;
  if (rounded > (size_t)(arena->end - arena->next) && !grow(arena, rounded)) return NULL;
  void *result = arena->next;
  arena->next += rounded;
  arena->used += rounded;
  arena->remaining_budget -= rounded;
  return result;
}

size_t ocop_arena_set_remaining_budget(OcopArena *arena, size_t size) {
  size_t before = arena->remaining_budget;
  arena->remaining_budget = size;
  return before;
}

size_t ocop_arena_used_bytes(const OcopArena *arena) { return arena->used; }

size_t ocop_arena_held_bytes(const OcopArena *arena) {
  size_t held = 0;
  for (const Chunk *chunk = arena->newest; chunk != NULL; chunk = chunk->previous) held += chunk->capacity;
  return held;
}

ProtobufCAllocator *ocop_arena_allocator(OcopArena *arena) { return &arena->allocator; }

// --- The thread's own arena ---

static pthread_key_t thread_arena_key;
static bool has_thread_arena_key;
static pthread_once_t thread_arena_once = PTHREAD_ONCE_INIT;
static _Thread_local OcopArena *thread_arena;

// Other destructors of this thread may still decode: they then get a new arena, which is freed in the next round.
static void destroy_thread_arena(void *arena) {
  thread_arena = NULL;
  ocop_arena_destroy(arena);
}

static void make_thread_arena_key(void) {
  has_thread_arena_key = pthread_key_create(&thread_arena_key, destroy_thread_arena) == 0;
}

OcopArena *ocop_arena_of_this_thread(void) {
  if (thread_arena != NULL) return thread_arena;
  if (pthread_once(&thread_arena_once, make_thread_arena_key) != 0 || !has_thread_arena_key) return NULL;
  OcopArena *arena = ocop_arena_create(THREAD_RETAINED);
  if (arena == NULL) return NULL;
  if (pthread_setspecific(thread_arena_key, arena) != 0) {
    ocop_arena_destroy(arena);
    return NULL;
  }
  thread_arena = arena;
  return arena;
}
