"""What the gateway adds to a call, beside what HAProxy and nginx add to one of gRPC."""

from pathlib import Path

from bench import PEER_PATH, Bench, peer_body
from loads import Load
from processes import free_port, takes_connections, wait_until
from results import Row

TITLE = "unary calls through the gateway, at 16 connections × 16 in flight"
_MANY, _ONE = (16, 16), (1, 1)
_CALL = [
    "--call", "Benchmark/LookUp", "--request", '{"id": "SP-CL-0123456789", "revision": 123456}',
]

_NGINX = """
worker_processes 2;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {folder}/nginx-body;
  proxy_temp_path {folder}/nginx-proxy;
  fastcgi_temp_path {folder}/nginx-fastcgi;
  uwsgi_temp_path {folder}/nginx-uwsgi;
  scgi_temp_path {folder}/nginx-scgi;
  upstream peer {{ server 127.0.0.1:{upstream}; keepalive 256; keepalive_requests 1000000000; }}
  server {{
    listen 127.0.0.1:{port} http2;
    keepalive_requests 1000000000;
    http2_max_concurrent_streams 256;
    location / {{ grpc_pass grpc://peer; }}
  }}
}}
"""

_HAPROXY = """
global
  nbthread 2
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend in
  bind 127.0.0.1:{port} proto h2
  default_backend out
backend out
  http-reuse always
  server peer 127.0.0.1:{upstream} proto h2
"""


def _start_ours(bench: Bench) -> tuple[str, str, int]:
    """Target of the server, of the gateway, and the gateway's process id."""
    ports = free_port(), free_port()
    direct, through = (f"tcp:127.0.0.1:{port}" for port in ports)
    routes = bench.work / "routes"
    routes.write_text(f"ocop.testing.v1.Benchmark {direct}\n")
    bench.processes.start("benchmark-server", [bench.benchmark_server, "--listen", direct])
    gateway = bench.processes.start(
        "gateway", [bench.programs / "ocop-gateway", "--listen", through, "--routes", routes]
    )
    wait_until(lambda: takes_connections(ports[0]) and takes_connections(ports[1]), "benchmark-server and gateway")
    return direct, through, gateway.pid


def _start_proxy(bench: Bench, name: str, template: str, upstream: int) -> tuple[int, int]:
    """Port and process id of a proxy in front of gRPC."""
    port = free_port()
    file = bench.work / f"{name}.conf"
    file.write_text(template.format(folder=bench.work, port=port, upstream=upstream))
    arguments: dict[str, list[str | Path]] = {
        "nginx": ["nginx", "-e", bench.work / "nginx-error.log", "-c", file],
        "haproxy": ["haproxy", "-db", "-f", file],
    }
    process = bench.processes.start(name, arguments[name])
    wait_until(lambda: takes_connections(port), name)
    return port, process.pid


def measure(bench: Bench, row: Row) -> None:
    direct, through, gateway = _start_ours(bench)
    upstream, _ = bench.start_grpc(with_database=False)
    proxies = {
        "HAProxy": _start_proxy(bench, "haproxy", _HAPROXY, upstream),
        "nginx": _start_proxy(bench, "nginx", _NGINX, upstream),
    }

    def ours(target: str, shape: tuple[int, int]) -> Load:
        return bench.loads.closed(target, _CALL, shape, bench.seconds, {"gateway": gateway})

    def peer(port: int, shape: tuple[int, int], process: int = 0) -> Load:
        watched = {"proxy": process} if process else {}
        return bench.loads.h2load(port, PEER_PATH, peer_body(), shape, bench.seconds, watched)

    for _ in range(bench.rounds):
        alone, hop = ours(direct, _MANY), ours(through, _MANY)
        row.add("CPU of the gateway for a call", "µs", hop.cpu_microseconds["gateway"], ("<=", 1.5))
        row.add("calls/s through ÷ direct", "", hop.calls_per_second / alone.calls_per_second, (">=", 0.6))
        row.add("calls/s through", "", hop.calls_per_second)
        row.add("calls/s direct", "", alone.calls_per_second)
        alone_once, hop_once = ours(direct, _ONE), ours(through, _ONE)
        added = hop_once.p50_microseconds - alone_once.p50_microseconds
        row.add("p50 added at 1 × 1", "µs", added, ("<=", 45))
        peer_alone, peer_once = peer(upstream, _MANY), peer(upstream, _ONE)
        for name, (port, process) in proxies.items():
            hop, hop_once = peer(port, _MANY, process), peer(port, _ONE, process)
            row.add(f"{name}: CPU for a call of gRPC", "µs", hop.cpu_microseconds["proxy"])
            row.add(f"{name}: calls/s through ÷ direct", "", hop.calls_per_second / peer_alone.calls_per_second)
            row.add(f"{name}: calls/s through", "", hop.calls_per_second)
            added = hop_once.p50_microseconds - peer_once.p50_microseconds
            row.add(f"{name}: p50 added at 1 × 1", "µs", added)
        row.add("gRPC C++: calls/s direct", "", peer_alone.calls_per_second)
    row.note(
        "ours: `benchmark-server` (LookUp) over TCP, alone and behind `ocop-gateway` with it as its only route; peers: "
        "the server of gRPC C++ alone, behind HAProxy (`proto h2`) and nginx (`grpc_pass`), two threads or workers each"
    )
    row.note("loads come from the same cores: a client that is slower than the server hides a hop's price")
