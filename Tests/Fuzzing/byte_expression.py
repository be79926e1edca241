"""The expressions of proto/golden/negative/messages.txt: hex digits and spaces, `N*( … )`, `len( … )`,
`nest(N, HEX)( … )`."""

import re

HEX = re.compile(r"[0-9a-f]{2}")
COPIES = re.compile(r"(\d+)\*\(")
NEST = re.compile(r"nest\((\d+), ((?:[0-9a-f]{2})+)\)\(")


class BadExpression(Exception):
    """Not an expression; the text says where."""


def varint(value):
    encoded = bytearray()
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(encoded + bytes([value]))


def nested(depth, tag, content):
    """`content` inside `depth` length-prefixed fields. From the inside out, but put together only once."""
    headers, length = [], len(content)
    for _ in range(depth):
        header = tag + varint(length)
        headers.append(header)
        length += len(header)
    return b"".join(reversed(headers)) + content


def to_bytes(text):
    encoded, end = _sequence(text, 0)
    if end != len(text):
        raise BadExpression(f"unexpected «{text[end:end + 10]}» in «{text}»")
    return encoded


def _in_parentheses(text, start):
    content, end = _sequence(text, start)
    if text[end : end + 1] != ")":
        raise BadExpression(f"no «)» at {end} in «{text}»")
    return content, end + 1


def _sequence(text, at):
    parts = []
    while at < len(text) and text[at] != ")":
        if text[at] == " ":
            at += 1
        elif text.startswith("len(", at):
            content, at = _in_parentheses(text, at + len("len("))
            parts.append(varint(len(content)) + content)
        elif match := NEST.match(text, at):
            content, at = _in_parentheses(text, match.end())
            parts.append(nested(int(match[1]), bytes.fromhex(match[2]), content))
        elif match := COPIES.match(text, at):
            content, at = _in_parentheses(text, match.end())
            parts.append(int(match[1]) * content)
        elif match := HEX.match(text, at):
            parts.append(bytes.fromhex(match[0]))
            at = match.end()
        else:
            raise BadExpression(f"unexpected «{text[at:at + 10]}» in «{text}»")
    return b"".join(parts), at
