"""The reporting service behind its two pipes (Harness/), and the calls of it."""

import select
import struct
import subprocess

from ocop.reporting.v1 import copy_pb2, indicator_pb2, progress_pb2, report_pb2

ANSWERS = {
    "GetProgressReport": progress_pb2.ProgressReport,
    "GetReport": report_pb2.Report,
    "ExplainReport": report_pb2.ExplainReportResponse,
    "ExplainProgress": progress_pb2.ExplainProgressResponse,
    "ListIndicators": indicator_pb2.ListIndicatorsResponse,
    "DigestCopy": copy_pb2.DigestCopyResponse,
}
LONGEST_ANSWER_SECONDS = 60


class Refused(Exception):
    """The service answered with an error."""


class Ended(Exception):
    """The service's process ended, or hangs."""


def text(value):
    data = value.encode()
    return struct.pack(">I", len(data)) + data


class Harness:
    """One process of the harness; a history after the other."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def command(self, frame):
        self.process.stdin.write(struct.pack(">I", len(frame)) + frame)
        self.process.stdin.flush()
        if not select.select([self.process.stdout], [], [], LONGEST_ANSWER_SECONDS)[0]:
            self.process.kill()
            raise Ended("the harness does not answer: does it refuse an event? It says so on standard error")
        head = self.process.stdout.read(4)
        if len(head) < 4:
            raise Ended(f"the harness ended with code {self.process.wait()}")
        answer = self.process.stdout.read(struct.unpack(">I", head)[0])
        if answer[0] != 0:
            raise Refused(answer[1:].decode())
        return answer[1:]

    def new(self, batch_events_max=1_000):
        """An empty copy, and two empty logs."""
        self.command(text("new") + struct.pack(">I", batch_events_max))

    def append(self, source, messages):
        """Commits events to a source's log: (event, encoded record)."""
        frame = text("append") + text(source)
        for event, data in messages:
            frame += struct.pack(">q", event.recorded_at) + text(event.subject)
            frame += struct.pack(">I", len(data)) + data
        self.command(frame)

    def wait(self):
        """Returns when the copy has everything."""
        self.command(text("wait"))

    def restart(self, *replayed):
        """Starts the service anew on its copy; the sources named tell everything once more."""
        self.command(text("restart") + b"".join(text(source) for source in replayed))

    def call(self, method, request):
        data = request.SerializeToString()
        answer = self.command(text("call") + text(method) + struct.pack(">I", len(data)) + data)
        return ANSWERS[method].FromString(answer)

    def close(self):
        self.process.stdin.close()
        self.process.wait()
