"""The outside process of a test: started on a server, watched, stopped."""

import json
import os
import selectors
import subprocess
import sys
import time
from dataclasses import asdict
from types import TracebackType
from typing import Self

from tests.durability.served import PATIENCE_SECONDS, PROJECT
from tests.durability.writer import Config


class Writer:
    """Writes until it is stopped or its server is gone. Leaving the block ends it."""

    def __init__(self, config: Config) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.durability.writer", json.dumps(asdict(config))],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.acknowledged = 0

    def wait_for_acknowledged(self, more: int) -> None:
        """Return once that many more changes have been acknowledged."""
        assert self.process.stdout is not None
        wanted = self.acknowledged + more
        deadline = time.monotonic() + PATIENCE_SECONDS
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while self.acknowledged < wanted:
                readable = selector.select(max(0.0, deadline - time.monotonic()))
                dots = os.read(self.process.stdout.fileno(), 4096) if readable else b""
                assert dots, f"only {self.acknowledged} of {wanted} changes were acknowledged"
                self.acknowledged += len(dots)

    def stop(self) -> None:
        """Let every connection finish its request; a mistake of the writer's own is raised."""
        dots, errors = self.process.communicate(timeout=PATIENCE_SECONDS)
        self.acknowledged += len(dots)
        assert self.process.returncode == 0, errors.decode()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None and not stream.closed:
                stream.close()
        self.process.wait()
