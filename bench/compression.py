"""python3 -m bench.compression: what compressing answers costs and saves, by CPU time and bytes.

Two tables. The first compresses answers of the running server by itself, at several levels of what
Python's standard library has. The second asks the server for pages of 50 as they are and
compressed, in turns, and takes the CPU time of its process: what a request costs in all.
"""

from __future__ import annotations

import gzip
import sys
import time
import zlib
from collections.abc import Callable, Sequence
from statistics import median

from bench.database import Bench, default_folder, open_bench
from bench.generate import SMALL
from bench.load import ask, load
from bench.processes import Running, run_target
from bench.scenarios import CANONICAL, LIGHT
from bench.targets import TARGETS, http_request

ROUNDS = 7
SECONDS = 2.0
REPEATS = 40
PAGE_SIZES = (1, 5, 20, 50)
GZIP = 31

Codec = Callable[[bytes], bytes]


def gzip_at(level: int) -> Codec:
    def compress(body: bytes) -> bytes:
        compressor = zlib.compressobj(level, zlib.DEFLATED, GZIP)
        return compressor.compress(body) + compressor.flush()

    return compress


CODECS: dict[str, Codec] = {f"gzip {level}": gzip_at(level) for level in (1, 2, 4, 6, 9)}
try:
    from compression import zstd  # type: ignore[import-not-found,unused-ignore] # from Python 3.14
except ImportError:
    pass
else:
    CODECS["zstd 1"] = lambda body: zstd.compress(body, 1)


def main() -> int:
    by_name = {target.name: target for target in TARGETS}
    target = by_name["throughline"]
    target.environment["THROUGHLINE_COMPRESS_FROM"] = "1"
    with open_bench(SMALL, None, default_folder(), say) as bench:
        first = request(bench, "{ __typename }")
        with run_target(target, bench.url, first) as running:
            codecs(bench, running)
            requests(bench, running)
    return 0


def codecs(bench: Bench, running: Running) -> None:
    print("| answer | bytes | codec | compressed | CPU µs | µs for each KB saved |")
    print("|---|---|---|---|---|---|")
    bodies = {
        f"{name} page of {size}": ask(running.port, request(bench, page(fields, size)))
        for name, fields in (("light", LIGHT), ("canonical", CANONICAL))
        for size in PAGE_SIZES
    }
    spent: dict[tuple[str, str], list[float]] = {}
    # Each once in turn: the same bytes again and again would be guessed by the processor.
    for _ in range(REPEATS):
        for codec, compress in CODECS.items():
            for name, body in bodies.items():
                begun = time.thread_time()
                compress(body)
                spent.setdefault((name, codec), []).append(time.thread_time() - begun)
    for (name, codec), seconds in spent.items():
        body, small = bodies[name], CODECS[codec](bodies[name])
        cost, saved = median(seconds) * 1e6, (len(body) - len(small)) / 1024
        print(
            f"| {name} | {len(body):,} | {codec} | {len(small):,}"
            f" | {cost:,.0f} | {cost / saved:.1f} |"
        )


def requests(bench: Bench, running: Running) -> None:
    print("\n| request | as it is: CPU ms, bytes | gzip: CPU ms, bytes | added CPU ms |")
    print("|---|---|---|---|")
    for name, fields in (("light", LIGHT), ("canonical", CANONICAL)):
        plain = request(bench, page(fields, 50))
        packed = request(bench, page(fields, 50), "Accept-Encoding: gzip")
        assert gzip.decompress(ask(running.port, packed))[:8] == b'{"data":'
        figures: dict[bytes, list[tuple[float, float]]] = {plain: [], packed: []}
        for _ in range(ROUNDS):
            for asked, found in figures.items():
                begun = running.cpu_seconds()
                sample = load(running.port, [asked], connections=4, seconds=SECONDS)
                spent = running.cpu_seconds() - begun
                answers = len(sample.latencies)
                found.append((spent / answers * 1e3, sample.received_bytes / answers))
        (cpu, size), (packed_cpu, packed_size) = (
            tuple(median(figure) for figure in zip(*found, strict=True))
            for found in figures.values()
        )
        print(
            f"| {name} page of 50 | {cpu:.2f}, {size:,.0f} | {packed_cpu:.2f}, {packed_size:,.0f}"
            f" | {packed_cpu - cpu:.2f} |"
        )


def page(fields: str, size: int) -> str:
    return f"{{ initiatives(first: {size}) {{ nodes {{ {fields} }} }} }}"


def request(bench: Bench, query: str, *headers: str) -> bytes:
    organisation = bench.organisations[0]
    target = next(target for target in TARGETS if target.name == "throughline")
    plain = http_request(target, ("/graphql", {"query": query}), organisation)
    head, separator, body = plain.partition(b"\r\n\r\n")
    lines: Sequence[bytes] = [head, *(header.encode() for header in headers)]
    return b"\r\n".join(lines) + separator + body


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
