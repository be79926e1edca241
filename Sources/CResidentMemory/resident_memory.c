#define _GNU_SOURCE
#include "resident_memory.h"

#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

// Of a segment that was never writable every page is as in the file, where the kernel finds it again.
static int release_segments(struct dl_phdr_info *object, size_t size, void *page_size) {
  (void)size;
  uintptr_t within_page = *(uintptr_t *)page_size - 1;
  for (int index = 0; index < object->dlpi_phnum; index += 1) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[index];
    if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W) != 0) continue;
    uintptr_t start = (object->dlpi_addr + segment->p_vaddr) & ~within_page;
    uintptr_t end = object->dlpi_addr + segment->p_vaddr + segment->p_filesz;
    madvise((void *)start, end - start, MADV_DONTNEED);
  }
  return 0;
}

void resident_memory_release_code(void) {
  uintptr_t page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
  dl_iterate_phdr(release_segments, &page_size);
}
