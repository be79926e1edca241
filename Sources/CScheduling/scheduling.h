// What a thread may ask of the kernel's scheduler, which Swift's module of the C library leaves out. The header
// includes nothing of the system's: what it shared with that module would belong to both.
#ifndef SCHEDULING_H
#define SCHEDULING_H

/// Asks for the shortest turns that the kernel grants, 0.1 ms, for the calling thread: who takes short turns is let in
/// sooner after it woke up, before threads that are in the middle of a long one, and gets as much of the processor in
/// the end. Linux from 6.12 on; earlier kernels take no notice. Returns 0, or the errno when it may not ask.
int scheduling_shorten_turns(void);

/// Lets the calling thread's sleeps end when they are meant to: by default the kernel adds up to 50 microseconds, to
/// wake several threads at once.
void scheduling_be_punctual(void);

#endif
