"""Reading a dump of callgrind. The texts are shortened from dumps of callgrind 3.19."""

import unittest

from callgrind import Counts, UnreadableDump, parse_dump, without_open_calls

# 1,000 instructions: 675 of the program's own, 150 of malloc, 50 of realloc, 100 of a search by addresses, and 25 of
# what the search calls.
DUMP = """\
# callgrind format
version: 1
creator: callgrind-3.19.0
pid: 21522
cmd:  ocop-listing --listen unix:/tmp/listing.sock
part: 3

desc: Trigger: dump

positions: line
events: Ir
summary: 1000


ob=(18) /usr/lib/ocop-listing
fl=(243) ???
fn=(1) $s7Listing4main
0 675
cob=(19) /lib/libc.so.6
cfi=(244) malloc.c
cfn=(2) malloc
calls=3 0 
0 150
cfn=(3) realloc
calls=2 0 
0 90
cfn=(4) free
calls=5 0 
0 10
cfn=(5) swift::GenericCacheEntry const* swift::ConcurrentReadableHashMap<swift::X>::find()
calls=7 0 
0 125

ob=(19)
fl=(244)
fn=(2)
0 150

fn=(3)
0 50
cfn=(2)
calls=1 0 
0 40

ob=(18)
fl=(243)
fn=(5)
0 60
+1 30
* 10
cfn=(6) memcmp
calls=7 0 
0 25

fn=(6)
0 25

totals: 1000
"""


class Dumps(unittest.TestCase):
    def test_allocations_are_the_calls_of_allocators_that_the_program_makes(self) -> None:
        # Three of malloc and two of realloc; that realloc calls malloc itself is no third one.
        self.assertEqual(parse_dump(DUMP).allocations, 5)

    def test_searches_by_addresses_are_left_out_of_the_instructions(self) -> None:
        self.assertEqual(parse_dump(DUMP).instructions, 900)

    def test_nothing_is_left_out_of_a_program_that_does_not_search(self) -> None:
        self.assertEqual(parse_dump(DUMP.replace("ConcurrentReadableHashMap", "Other")), Counts(1_000, 5))

    def test_every_allocator_counts(self) -> None:
        for name in ("calloc", "posix_memalign", "aligned_alloc", "memalign"):
            with self.subTest(name):
                self.assertEqual(parse_dump(DUMP.replace("cfn=(4) free", f"cfn=(4) {name}")).allocations, 10)

    def test_a_call_that_has_not_returned_is_counted_by_its_own_lines_alone(self) -> None:
        loop = "fn=(9) loop\n0 0\ncfn=(1)\ncalls=0 0 \n0 12345\n\ntotals:"
        self.assertEqual(parse_dump(DUMP.replace("totals:", loop)), Counts(900, 5))

    def test_a_dump_that_was_cut_off_is_refused(self) -> None:
        with self.assertRaisesRegex(UnreadableDump, "totals"):
            parse_dump(DUMP.removesuffix("totals: 1000\n"))

    def test_a_dump_of_other_events_is_refused(self) -> None:
        with self.assertRaisesRegex(UnreadableDump, "Ir Dr Dw"):
            parse_dump(DUMP.replace("events: Ir", "events: Ir Dr Dw"))

    def test_a_function_without_a_name_is_refused(self) -> None:
        with self.assertRaisesRegex(UnreadableDump, "function 77"):
            parse_dump(DUMP.replace("cfn=(4) free", "cfn=(77)"))

    def test_what_is_kept_for_annotation_has_no_open_calls(self) -> None:
        opened = DUMP.replace("calls=5 0 \n0 10\n", "calls=0 0 \n0 10\n")
        self.assertEqual(without_open_calls(opened), DUMP.replace("calls=5 0 \n0 10\n", ""))
        self.assertEqual(without_open_calls(DUMP), DUMP)
