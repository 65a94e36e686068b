"""Load `kgraph serve` with many clients at once, and check what it leaves behind.

Run: python benchmarks/serve_load.py [exports/demo] [--clients 200] [--seconds 30]

Every client sends one request after another over one connection: of ten requests one is for the
explorer, one for the query page, four are for linked data and four are queries. Any status other
than 200 and any broken connection is an error. Linux only, because of /proc.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import quote

CODE = """
import sys
from kgraph.serve.server import serve
serve(sys.argv[1], port=0, announce=lambda address: print(address, flush=True))
"""
QUERIES = (
    "SELECT ?e ?n { ?e skos:prefLabel ?n } ORDER BY ?n LIMIT 20",
    "SELECT ?e (COUNT(?p) AS ?n) { ?p kg:mentions ?e } GROUP BY ?e ORDER BY DESC(?n) LIMIT 10",
    "ASK { ?p a kg:Paper }",
    "CONSTRUCT { ?p dct:title ?t } { ?p a kg:Paper ; dct:title ?t } LIMIT 20",
)
SETTLE = 8.0
"""Seconds to wait after the load before counting: longer than an idle connection is kept."""


def targets(folder: Path) -> list[tuple[str, str]]:
    """List the kind and the path of each request in a round of ten."""
    entities = (folder / "entities.csv").read_text(encoding="utf-8").splitlines()[1:9]
    papers = (folder / "papers.csv").read_text(encoding="utf-8").splitlines()[1:2]
    looked_up = [f"/entity/{line.split(',')[0]}" for line in entities[:3]] + [
        f"/paper/{papers[0].split(',')[0]}"
    ]
    return [
        ("explorer", "/"),
        ("query page", "/query"),
        *(("look-up", path) for path in looked_up),
        *(("query", f"/sparql?query={quote(text)}") for text in QUERIES),
    ]


async def fetch(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, path: str
) -> int:
    """Ask for a path and read the whole answer; return its status."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(head.split("content-length:")[1].split("\r\n")[0])
    await reader.readexactly(length)
    return int(head.split()[1])


async def be_client(
    host: str, todo: list[tuple[str, str]], until: float, times: dict, errors: Counter
) -> None:
    """Ask until the time is up, over a new connection after each error."""
    name, port = host.split(":")
    while time.monotonic() < until:
        try:
            reader, writer = await asyncio.open_connection(name, int(port), limit=1 << 20)
            try:
                while time.monotonic() < until:
                    kind, path = random.choice(todo)  # noqa: S311 - any order will do
                    start = time.perf_counter()
                    status = await fetch(reader, writer, host, path)
                    times[kind].append(time.perf_counter() - start)
                    if status != 200:
                        errors[f"{kind}: {status}"] += 1
            finally:
                writer.close()
        except (OSError, asyncio.IncompleteReadError) as error:
            errors[type(error).__name__] += 1


async def load(
    host: str, todo: list[tuple[str, str]], clients: int, seconds: float
) -> tuple[dict, Counter]:
    """Let the clients ask; return the seconds of each answer by kind, and the errors."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    errors: Counter[str] = Counter()
    until = time.monotonic() + seconds
    await asyncio.gather(*(be_client(host, todo, until, times, errors) for _ in range(clients)))
    return times, errors


def measure(pid: int) -> dict[str, float]:
    """Count the resources that a process and its children hold."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    grandchildren = [
        p for c in children for p in Path(f"/proc/{c}/task/{c}/children").read_text().split()
    ]
    pages = sum(int(Path(f"/proc/{p}/statm").read_text().split()[1]) for p in (str(pid), *children))
    return {
        "MB": pages * 4096 / 1e6,
        "files": sum(len(list(Path(f"/proc/{p}/fd").iterdir())) for p in (str(pid), *children)),
        "children": len(children),
        "queries": len(grandchildren),
    }


def main() -> None:
    """Start a server, load it twice and print the results.

    The first load fills caches; the second must not grow them.
    """
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", default="exports/demo", type=Path)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=30)
    options = parser.parse_args()
    todo = targets(options.folder)
    failed = False
    with subprocess.Popen(
        [sys.executable, "-c", CODE, str(options.folder)], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None  # noqa: S101 - it is a pipe
        host = server.stdout.readline().strip().removeprefix("http://").rstrip("/")
        print(f"before        {measure(server.pid)}")
        for name, seconds in (("warm-up", options.seconds / 3), ("load", options.seconds)):
            times, errors = asyncio.run(load(host, todo, options.clients, seconds))
            print(
                f"{name}: {options.clients} clients, {seconds:.0f} s, "
                f"{sum(errors.values())} errors {dict(errors)}"
            )
            for kind, taken in sorted(times.items()):
                cuts = statistics.quantiles(taken, n=100)
                print(
                    f"  {kind:10} {len(taken):7,} answers  p50 {cuts[49] * 1000:6.0f} ms"
                    f"  p95 {cuts[94] * 1000:6.0f} ms  p99 {cuts[98] * 1000:6.0f} ms"
                )
            time.sleep(SETTLE)
            print(f"after {name:7} {measure(server.pid)}")
            failed = failed or bool(errors)
        server.terminate()
        print(f"exit status {server.wait(15)}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
