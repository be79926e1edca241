"""What the fuzz targets start from: the golden corpus as files, and the table of message types.

    corpus.py FOLDER    writes FOLDER/descriptors.inc, FOLDER/unpack/ and FOLDER/connection/
"""

import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GOLDEN = os.path.join(ROOT, "proto", "golden")
sys.path.insert(0, GOLDEN)

import byte_expression  # noqa: E402
from reference.blocks import read_blocks  # noqa: E402

HAND_MADE = ["test.Node", "test.Everything"]
DESCRIPTOR = re.compile(r"^const ProtobufCMessageDescriptor (\w+) =\n\{\n.*\n  \"([\w.]+)\"", re.MULTILINE)


def message_types():
    """(C symbol, full name, header) of every generated message type, in a fixed order."""
    found = []
    folder = os.path.join(ROOT, "Sources", "CMessages")
    for parent, _, files in os.walk(folder):
        for file in files:
            if not file.endswith(".pb-c.c"):
                continue
            path = os.path.join(parent, file)
            header = os.path.relpath(path, folder)[: -len(".c")] + ".h"
            with open(path, encoding="utf-8") as text:
                found += [(symbol, name, header) for symbol, name in DESCRIPTOR.findall(text.read())]
    return sorted(found)


def write_table(path, types):
    with open(path, "w", encoding="utf-8") as file:
        for header in sorted({header for _, _, header in types}):
            file.write(f'#include "{header}"\n')
        file.write("#define FUZZED_DESCRIPTORS(X) \\\n")
        file.write("".join(f"  X({symbol}) \\\n" for symbol, _, _ in types) + "\n")


def write(folder, name, content):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as file:
        file.write(content)


def write_messages(folder, types):
    """Each golden message, once with the default limits and once with others."""
    numbers = {name: number for number, name in enumerate([name for _, name, _ in types] + HAND_MADE)}
    count = 0
    for file, key in [("messages.txt", "hex"), ("negative/messages.txt", "bytes")]:
        for block in read_blocks(os.path.join(GOLDEN, file)):
            content = byte_expression.to_bytes(block.value(key, " "))
            number = numbers[block.value("type")]
            for limits in (0, 1 + count % 3):
                name = f"{os.path.dirname(file) or 'good'}-{block.value('name')}-{limits}"
                write(folder, name, number.to_bytes(2, "big") + bytes([limits]) + content)
            count += 1
    return count


# First byte of a connection's input: see ConnectionFuzzer.swift.
CLIENT, GREETED, SMALL, COMPRESSION = 1, 2, 4, 8


def write_connections(folder):
    count = 0
    for block in read_blocks(os.path.join(GOLDEN, "frames.txt")):
        choice = CLIENT if block.value("direction") == "server-to-client" else 0
        if block.value("preface") != "yes":
            choice |= GREETED
        for limits in (0, SMALL):
            first = bytes([choice | limits | COMPRESSION, 5])
            write(folder, f"good-{block.value('name')}-{limits}", first + hex_of(block))
        count += 1
    for block in read_blocks(os.path.join(GOLDEN, "negative", "connections.txt")):
        choice = CLIENT if block.value("receiver") == "client" else 0
        if block.value("compressors", "none") != "none":
            choice |= COMPRESSION
        write(folder, f"negative-{block.value('name')}", bytes([choice, 5]) + hex_of(block))
        count += 1
    return count


def hex_of(block):
    return bytes.fromhex(block.value("hex", " "))


def main():
    folder = sys.argv[1]
    types = message_types()
    os.makedirs(folder, exist_ok=True)
    write_table(os.path.join(folder, "descriptors.inc"), types)
    messages = write_messages(os.path.join(folder, "unpack"), types)
    connections = write_connections(os.path.join(folder, "connection"))
    print(f"{len(types)} message types; corpus: {messages} messages, {connections} connections")


if __name__ == "__main__":
    main()
