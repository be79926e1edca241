"""A point read of the registry beside the same read behind gRPC C++."""

import json

from bench import PEER_PATH, Bench, peer_body
from installation import sample_column
from results import Row

TITLE = "look-up of a product in the registry, 64 in flight on one connection"
_SHAPE = (1, 64)


def measure(bench: Bench, row: Row) -> None:
    installation = bench.installation(row.name)
    installation.start_all()
    port, peer_process = bench.start_grpc(with_database=True)
    products = ", ".join(sample_column(bench.root, "products", "product_id"))
    request = json.dumps({"kind": "RECORD_KIND_PRODUCT", "id": f"${{choice({products})}}"})
    call = ["--call", "Registry/GetRecord", "--request", request]
    process = installation.process("registry")
    for _ in range(bench.rounds):
        ours = bench.loads.closed(installation.target("registry"), call, _SHAPE, bench.seconds, {"registry": process})
        peer = bench.loads.h2load(
            port, PEER_PATH, peer_body(), _SHAPE, bench.seconds, {"peer": peer_process}
        )
        row.add("calls/s ÷ those of gRPC C++", "", ours.calls_per_second / peer.calls_per_second, (">=", 3))
        row.add("CPU of the registry for a call", "µs", ours.cpu_microseconds["registry"], ("<=", 8))
        row.add("calls/s", "", ours.calls_per_second)
        row.add("p50", "µs", ours.p50_microseconds)
        row.add("p99", "µs", ours.p99_microseconds)
        row.add("gRPC C++: calls/s", "", peer.calls_per_second)
        row.add("gRPC C++: CPU for a call", "µs", peer.cpu_microseconds["peer"])
        row.add("gRPC C++: p50", "µs", peer.p50_microseconds)
        row.add("gRPC C++: p99", "µs", peer.p99_microseconds)
    row.note(
        "gRPC C++ reads one row of a table of 5,000 by its primary key, always the same (which favours it), with a "
        "prepared statement, on a connection of SQLite for each thread; the registry reads any of the sample's products"
    )
