#!/usr/bin/python3
"""Checks the golden files against PROTOCOL.md, by a codec of its own and the official protobuf runtime.

Exits 0 when every block agrees, 1 otherwise, naming each block that does not. With --rewrite, hex values are first
computed anew from the readable fields (review the difference).
"""

import os
import re
import sys
import tempfile
import zlib

from reference import connection, frames
from reference.blocks import BadBlock, read_blocks, rewrite_values
from reference.messages import Messages

HERE = os.path.dirname(os.path.abspath(__file__))
PROTO_ROOT = os.path.dirname(HERE)
BLOCK_KEYS = ("name", "description", "direction", "preface", "hex")


def split_by_frame(block):
    """The fields of each frame of a block, in order."""
    groups = []
    for key, value in block.fields:
        if key == "frame":
            groups.append([])
        if groups:
            groups[-1].append((key, value))
        elif key not in BLOCK_KEYS:
            raise BadBlock(f"{block.where()}: «{key}» before any «frame:»")
    return groups


def encoded_frames(block, messages):
    encoded = frames.PREFACE if block.value("preface", "no") == "yes" else b""
    return encoded + b"".join(frames.frame_from(group, messages).encoded() for group in split_by_frame(block))


def check_frames(block, messages):
    """Both ways: the bytes say what the fields say, and the fields make the same bytes."""
    data = bytes.fromhex(block.value("hex"))
    if encoded_frames(block, messages) != data:
        raise BadBlock(f"{block.where()}: the fields encode to {encoded_frames(block, messages).hex()}")
    if block.value("preface", "no") == "yes":
        if data[:8] != frames.PREFACE:
            raise BadBlock(f"{block.where()}: does not start with the preface")
        data = data[8:]
    decoded = [frames.fields_of(frame, messages) for frame in frames.split_frames(data)]
    expected = [without_payload(group, block, messages) for group in split_by_frame(block)]
    for index, (found, wanted) in enumerate(zip(decoded, expected)):
        if found != wanted:
            differing = [pair for pair in found if pair not in wanted] + [pair for pair in wanted if pair not in found]
            raise BadBlock(f"{block.where()}: frame {index} decodes otherwise: {differing}")
    if len(decoded) != len(expected):
        raise BadBlock(f"{block.where()}: {len(decoded)} frames in the bytes, {len(expected)} in the text")
    check_compressed(block)
    check_legal(block, decoded_bytes=bytes.fromhex(block.value("hex")), messages=messages)


def without_payload(group, block, messages):
    """The fields of a frame without those that say what its message means, which are checked here."""
    get = dict(group).get
    if get("payload_type") is not None:
        encoded = bytes.fromhex(get("inflated_hex", "") or get("message_hex", "") or get("fragment_hex", ""))
        if messages.to_text(get("payload_type"), encoded) != get("payload_text"):
            raise BadBlock(f"{block.where()}: the payload says {messages.to_text(get('payload_type'), encoded)}")
        if messages.to_bytes(get("payload_type"), get("payload_text")) != encoded:
            raise BadBlock(f"{block.where()}: the payload's text does not encode to its bytes")
    return [pair for pair in group if not pair[0].startswith("payload_") and pair[0] != "inflated_hex"]


def check_compressed(block):
    """Every compressed message inflates to the bytes that are written beside it, after their size."""
    groups = [dict(group) for group in split_by_frame(block)]
    for index, group in enumerate(groups):
        if "COMPRESSED" not in group["flags"].split("|"):
            continue
        parts = [group] + [later for later in groups[index + 1 :] if later["stream"] == group["stream"]]
        whole = b""
        for part in parts:
            whole += bytes.fromhex(part.get("message_hex", "") or part.get("fragment_hex", ""))
            if "MORE" not in part["flags"].split("|"):
                break
        inflated = zlib.decompress(whole[4:])
        if inflated.hex() != group.get("inflated_hex") or int.from_bytes(whole[:4], "big") != len(inflated):
            raise BadBlock(f"{block.where()}: inflates to {inflated.hex()}, of {len(inflated)} bytes")


def check_legal(block, decoded_bytes, messages):
    """A golden frame is one that a receiver accepts: its header alone breaks no rule."""
    receiver = "server" if block.value("direction") == "client-to-server" else "client"
    data = decoded_bytes[8:] if block.value("preface", "no") == "yes" else decoded_bytes
    for frame in frames.split_frames(data):
        header = frames.HEADER.unpack(frame.encoded()[:12])
        problem = connection.header_problem(header, receiver, connection.MAX_FRAME, undoes_compression=True)
        if problem:
            raise BadBlock(f"{block.where()}: {frame.name}: {problem[1]}")


def check_message(block, messages):
    encoded, text, type_name = bytes.fromhex(block.value("hex")), block.value("text", ""), block.value("type")
    if messages.to_text(type_name, encoded) != text:
        raise BadBlock(f"{block.where()}: the bytes say {messages.to_text(type_name, encoded)}")
    if messages.to_bytes(type_name, text) != encoded:
        raise BadBlock(f"{block.where()}: the text encodes to {messages.to_bytes(type_name, text).hex()}")


def check_connection(block, messages):
    data = bytes.fromhex(block.value("hex"))
    opened = [int(part) for part in block.value("opened", "none").split() if part != "none"]
    compressors = block.value("compressors", "none").split()
    credit = int(block.value("credit", str(connection.WINDOW)))
    receiver = connection.Receiver(block.value("receiver"), opened, messages, credit, compressors)
    found = connection.judge(data, receiver)
    because = found.pop("because")
    if block.value("verdict") == "accepted-or-goaway":
        if found["verdict"] != "accepted" or block.value("code") not in frames.CODES:
            raise BadBlock(f"{block.where()}: a rule is broken, or no code of the cap: {because}")
        return
    for key, value in found.items():
        if block.value(key) != value:
            raise BadBlock(f"{block.where()}: {key} is «{value}», not «{block.value(key)}»: {because}")


def check_examples(blocks):
    """Every example in PROTOCOL.md is the bytes of the golden block it names."""
    path = os.path.join(PROTO_ROOT, "PROTOCOL.md")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    by_name = {block.value("name"): block for block in blocks}
    examples = re.findall(r"<!-- golden: (\S+) -->\n```\n(.*?)```", text, re.DOTALL)
    if not examples:
        raise BadBlock(f"{path}: no example was found")
    for name, body in examples:
        if name not in by_name:
            raise BadBlock(f"{path}: the example «{name}» is not in frames.txt")
        shown = "".join(re.sub(r"  .*", "", line).replace(" ", "") for line in body.split("\n"))
        if shown != by_name[name].value("hex"):
            raise BadBlock(f"{path}: the example «{name}» shows {shown}")
    return len(examples)


def rewrite(path, messages):
    """Fills in what follows from the readable fields: hex of whole blocks, of metadata and of protocol messages."""
    replacements = {}
    for block in read_blocks(path):
        key = (block.line_number, "hex")
        if block.has("type"):
            replacements[key] = messages.to_bytes(block.value("type"), block.value("text", "")).hex()
            continue
        replacements[key] = encoded_frames(block, messages).hex()
    rewrite_values(path, replacements)
    if os.path.basename(path) == "frames.txt":
        rewrite_inner_hex(path, messages)


def rewrite_inner_hex(path, messages):
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    frame_name = None
    for index, line in enumerate(lines):
        key, _, value = line.partition(": ")
        if key == "frame":
            frame_name = value
        inner = {"metadata_hex": frames.METADATA_TYPES, "message_hex": frames.DATA_TYPES}.get(key.rstrip(":"), {})
        if frame_name in inner:
            text = lines[index + 1].partition(":")[2].strip()
            lines[index] = f"{key.rstrip(':')}: {messages.to_bytes(inner[frame_name], text).hex()}".rstrip()
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


def main(arguments):
    with tempfile.TemporaryDirectory() as folder:
        messages = Messages(PROTO_ROOT, folder)
        frames_path, messages_path = os.path.join(HERE, "frames.txt"), os.path.join(HERE, "messages.txt")
        if arguments == ["--rewrite"]:
            rewrite(frames_path, messages)
            rewrite(messages_path, messages)
        elif arguments:
            print(__doc__, file=sys.stderr)
            return 2
        checks = [
            (frames_path, check_frames),
            (messages_path, check_message),
            (os.path.join(HERE, "negative", "connections.txt"), check_connection),
        ]
        failures, passed = [], 0
        for path, check in checks:
            try:
                blocks = read_blocks(path)
            except BadBlock as problem:
                failures.append(str(problem))
                continue
            if not blocks:
                failures.append(f"{path}: no blocks")
            for block in blocks:
                try:
                    check(block, messages)
                    passed += 1
                except BadBlock as problem:
                    failures.append(str(problem))
                except Exception as problem:  # Whatever a broken block causes: name the block, go on with the next.
                    failures.append(f"{block.where()}: {type(problem).__name__}: {problem}")
        try:
            passed += check_examples(read_blocks(frames_path))
        except BadBlock as problem:
            failures.append(str(problem))
    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"{passed} golden checks passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
