"""Checks pictures and prints of report pages: PNG and PDF, by the standard library alone."""

import pathlib
import re
import struct
import sys
import zlib

# Sheets of A4 that each page takes, and whether one of them lies across. Fonts differ, so there is some room.
EXPECTED = {"units-vi": (3, 5, True), "months-en": (2, 3, False), "totals-vi": (2, 3, False)}
A4 = (595, 842)


def pixels(path):
    """Width, height and rows of a PNG with 8 bits a channel."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n", f"{path} is no PNG"
    place, body = 8, b""
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        chunk = data[place + 8 : place + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", chunk[:10])
            assert depth == 8 and colour in (2, 6), f"{path}: unexpected kind of PNG"
            step = 3 if colour == 2 else 4
        elif kind == b"IDAT":
            body += chunk
        place += length + 12
    raw, rows, previous = zlib.decompress(body), [], bytes(width * step)
    for line in range(height):
        start = line * (width * step + 1)
        row = unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + width * step]), previous, step)
        rows.append(row)
        previous = row
    return width, height, step, rows


def unfiltered(kind, row, above, step):
    """One line of a PNG as it was before its filter (PNG specification, section 9.2)."""
    for index, value in enumerate(row):
        left = row[index - step] if index >= step else 0
        up = above[index]
        corner = above[index - step] if index >= step else 0
        if kind == 1:
            value += left
        elif kind == 2:
            value += up
        elif kind == 3:
            value += (left + up) // 2
        elif kind == 4:
            guess = left + up - corner
            distances = abs(guess - left), abs(guess - up), abs(guess - corner)
            value += (left, up, corner)[distances.index(min(distances))]
        row[index] = value & 255
    return bytes(row)


def check_picture(path):
    """The picture has the width asked for, a frame of background on both sides, and enough on it."""
    width, _, step, rows = pixels(path)
    assert width == 1240, f"{path.name} is {width} pixels wide"
    ground = rows[-1][:3]
    inked = 0
    for row in rows:
        assert row[:3] == ground == row[(width - 1) * step : (width - 1) * step + 3], f"{path.name}: runs over its edge"
        inked += sum(1 for index in range(0, len(row), step * 7) if row[index] < 110)
    share = inked * 7 / (len(rows) * width)
    assert 0.005 < share < 0.5, f"{path.name}: {share:.1%} of it is dark: blank, or covered?"
    return share


def check_print(path, least, most, is_across):
    """The print has the number of sheets that it should, all of them A4."""
    data = path.read_bytes()
    count = len(re.findall(rb"/Type\s*/Page\b", data))
    assert least <= count <= most, f"{path.name} has {count} sheets, not {least} to {most}"
    boxes = {
        tuple(round(float(number)) for number in box.split()[2:])
        for box in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", data)
    }
    across = (A4[1], A4[0])
    for box in boxes:
        assert any(abs(box[0] - a) <= 1 and abs(box[1] - b) <= 1 for a, b in (A4, across)), f"{path.name}: {box}"
    assert any(box[0] > box[1] for box in boxes) == is_across, f"{path.name}: sheets {boxes}"
    return count


def main():
    """Checks every page of a folder."""
    folder = pathlib.Path(sys.argv[1])
    for name, (least, most, is_across) in EXPECTED.items():
        share = check_picture(folder / f"{name}.png")
        count = check_print(folder / f"{name}.pdf", least, most, is_across)
        print(f"{name}: {share:.1%} dark, {count} sheets of A4")


main()
