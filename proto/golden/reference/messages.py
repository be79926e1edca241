"""Protobuf messages by the official runtime, from the .proto files of this repository."""

import glob
import importlib
import os
import subprocess
import sys

from google.protobuf import symbol_database, text_format


class Messages:
    """Generates Python from every .proto under `proto_root` into `folder` and loads it."""

    def __init__(self, proto_root, folder):
        files = sorted(glob.glob(os.path.join(proto_root, "ocop", "**", "*.proto"), recursive=True))
        subprocess.run(["protoc", f"-I{proto_root}", f"--python_out={folder}", *files], check=True)
        sys.path.insert(0, folder)
        for file in files:
            module = os.path.relpath(file, proto_root)[: -len(".proto")].replace(os.sep, ".") + "_pb2"
            importlib.import_module(module)

    def new(self, type_name):
        return symbol_database.Default().GetSymbol(type_name)()

    def to_text(self, type_name, encoded):
        message = self.new(type_name)
        message.ParseFromString(encoded)
        return text_format.MessageToString(message, as_one_line=True, as_utf8=True)

    def to_bytes(self, type_name, text):
        message = text_format.Parse(text, self.new(type_name))
        return message.SerializeToString(deterministic=True)

    def is_valid(self, type_name, encoded):
        try:
            self.new(type_name).ParseFromString(encoded)
            return True
        except Exception:  # The runtime's own error type differs between its implementations.
            return False
