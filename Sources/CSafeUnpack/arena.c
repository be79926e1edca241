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
  // Free part of the newest chunk, as far as it may be used now; a multiple of 16 bytes.
  uint8_t *next;
  uint8_t *end;
  // True while nothing beyond `end` may be allocated, whatever the chunk still has.
  bool is_capped;
  // Bytes allocated in chunks before the newest.
  size_t used_before;
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

static inline uint8_t *start_of(Chunk *chunk) { return (uint8_t *)(chunk + 1); }

static void use_chunk(OcopArena *arena, Chunk *chunk) {
  arena->newest = chunk;
  arena->next = start_of(chunk);
  arena->end = arena->next + chunk->capacity;
}

static bool add_chunk(OcopArena *arena, size_t capacity) {
  Chunk *chunk = malloc(sizeof(Chunk) + capacity);
  if (chunk == NULL) return false;
  chunk->previous = arena->newest;
  chunk->capacity = capacity;
  if (arena->newest != NULL) arena->used_before += (size_t)(arena->next - start_of(arena->newest));
  use_chunk(arena, chunk);
  return true;
}

OcopArena *ocop_arena_create(size_t retained_bytes) {
  if (retained_bytes > SIZE_MAX / 2) return NULL;
  OcopArena *arena = malloc(sizeof(OcopArena));
  if (arena == NULL) return NULL;
  *arena = (OcopArena){
      .allocator = {.alloc = allocate_for_protobuf, .free = free_for_protobuf, .allocator_data = arena},
  };
  size_t capacity = ocop_arena_rounded(retained_bytes < SMALLEST_CHUNK ? SMALLEST_CHUNK : retained_bytes);
  if (!add_chunk(arena, capacity)) {
    free(arena);
    return NULL;
  }
  return arena;
}

void ocop_arena_reset(OcopArena *arena) {
  Chunk *chunk = arena->newest;
  while (chunk->previous != NULL) {
    Chunk *previous = chunk->previous;
    free(chunk);
    chunk = previous;
  }
  use_chunk(arena, chunk);
  arena->used_before = 0;
}

void ocop_arena_destroy(OcopArena *arena) {
  if (arena == NULL) return;
  ocop_arena_reset(arena);
  free(arena->newest);
  free(arena);
}

bool ocop_arena_begin_capped(OcopArena *arena, size_t size) {
  if (size > SIZE_MAX / 2) return false;
  size_t rounded = ocop_arena_rounded(size);
  if (rounded > (size_t)(arena->end - arena->next) && !add_chunk(arena, rounded)) return false;
  arena->end = arena->next + rounded;
  arena->is_capped = true;
  return true;
}

void ocop_arena_end_capped(OcopArena *arena) {
  arena->end = start_of(arena->newest) + arena->newest->capacity;
  arena->is_capped = false;
}

// Chunks grow with use, up to a bound, so that many small allocations need few chunks.
static void *allocate_in_new_chunk(OcopArena *arena, size_t size) {
  if (arena->is_capped || size > SIZE_MAX / 2) return NULL;
  size_t doubled = arena->newest->capacity < LARGEST_GROWTH / 2 ? arena->newest->capacity * 2 : LARGEST_GROWTH;
  size_t rounded = ocop_arena_rounded(size);
  if (!add_chunk(arena, rounded < doubled ? doubled : rounded)) return NULL;
  void *result = arena->next;
  arena->next += rounded;
  return result;
}

void *ocop_arena_allocate(OcopArena *arena, size_t size) {
  // What is free is a multiple of 16, so a size that fits also does when rounded up.
  if (size > (size_t)(arena->end - arena->next)) return allocate_in_new_chunk(arena, size);
  void *result = arena->next;
  arena->next += ocop_arena_rounded(size);
  return result;
}

size_t ocop_arena_used_bytes(const OcopArena *arena) {
  return arena->used_before + (size_t)(arena->next - start_of(arena->newest));
}

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
