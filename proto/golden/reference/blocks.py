"""The format of every golden file: blocks of `key: value` lines, separated by blank lines; `#` starts a comment."""


class BadBlock(Exception):
    """A block does not say what it should. The text names the block."""


class Block:
    """One case: its lines in order. A key may occur more than once."""

    def __init__(self, path, line_number):
        self.path = path
        self.line_number = line_number
        self.fields = []

    def value(self, key, default=None):
        for name, value in self.fields:
            if name == key:
                return value
        if default is None:
            raise BadBlock(f"{self.where()}: no line «{key}:»")
        return default

    def has(self, key):
        return any(name == key for name, _ in self.fields)

    def where(self):
        name = next((value for key, value in self.fields if key == "name"), "unnamed")
        return f"{self.path}:{self.line_number} block «{name}»"


def read_blocks(path):
    blocks, current = [], None
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            line = line.rstrip("\n")
            if line.startswith("#"):
                continue
            if not line:
                current = None
                continue
            if current is None:
                current = Block(path, number)
                blocks.append(current)
            key, separator, value = line.partition(":")
            if not separator:
                raise BadBlock(f"{path}:{number}: a line without a colon: {line!r}")
            current.fields.append((key, value[1:] if value.startswith(" ") else value))
    names = [block.value("name") for block in blocks]
    for name in names:
        if names.count(name) > 1:
            raise BadBlock(f"{path}: two blocks are named «{name}»")
    return blocks


def rewrite_values(path, replacements):
    """Replaces values in place: {(line number of the block, key): new value}, the first line with that key."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    for (first_line, key), value in replacements.items():
        for index in range(first_line - 1, len(lines)):
            if not lines[index]:
                raise BadBlock(f"{path}:{first_line}: no line «{key}:» to rewrite")
            if lines[index].startswith(key + ":"):
                lines[index] = f"{key}: {value}".rstrip()
                break
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))
