// What a program may give back of its resident memory, which Swift's module of the C library leaves out.
#ifndef RESIDENT_MEMORY_H
#define RESIDENT_MEMORY_H

/// Gives back the pages of code and constants, of the program and its libraries, that are in memory: what is used again
/// comes back from the page cache (or the file) with its next use, what only starting needed does not. Pages that were
/// ever writable, which relocation may have changed, stay; so does what the kernel does not let go.
void resident_memory_release_code(void);

#endif
