"""Programs of others, in Node, that ask the running application.

Ask for `run_program`: it runs one of the programs of this folder with the packages of its lock
file, installed on first use. Where they can't be installed (no way to the registry) such tests are
skipped and say so, but not in CI.
"""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench.node import Node, ensure_packages, find_node

FOLDER = Path(__file__).parent
NODE_AT_LEAST = 20
PROGRAM_SECONDS = 240

# Runs a program of this folder for a token, and returns what it prints, read as JSON.
RunProgram = Callable[..., Any]


@pytest.fixture(scope="session")
def node() -> Node:
    """Node, with the packages of the lock file installed."""
    try:
        found = find_node(NODE_AT_LEAST)
        ensure_packages(FOLDER, found)
    except (subprocess.CalledProcessError, OSError) as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(
            f"NO PROGRAM OF tests/clients WAS RUN: what it needs can't be installed ({error})"
        )
    return found


@pytest.fixture(scope="session")
def run_program(node: Node, address: str) -> RunProgram:
    """Run `run_program("audits.mjs", token)`; other arguments become variables it is given."""

    def run(program: str, token: str, **given: str) -> Any:
        done = subprocess.run(
            [str(node.program), str(FOLDER / program)],
            env={**os.environ, "ADDRESS": address, "TOKEN": token, **given},
            capture_output=True,
            text=True,
            timeout=PROGRAM_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run
