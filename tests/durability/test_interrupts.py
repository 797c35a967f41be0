"""An interrupt is never lost on a server that has only just been started."""

import json
import signal
import subprocess
import sys
from pathlib import Path

from db.server import cluster, embedded
from tests.durability.served import PATIENCE_SECONDS, PROJECT, wait_for

START_AND_STOP = """
import json, sys
from db.server import guardian
guard = guardian.Guardian(guardian.Orders(**json.loads(sys.argv[1])))
server = guard.start_server()
guardian.stop_server(server)
print(server.returncode)
"""


def test_a_server_stops_at_once_even_before_it_handles_signals(folder: Path) -> None:
    with embedded.start(folder, print) as lease:
        found = lease.cluster
    wait_for(lambda: not embedded.is_guarded(found), "the end of the guardian")
    orders = embedded.guardian_orders(found, cluster.reachable_programs(found))
    result = subprocess.run(
        [sys.executable, "-c", START_AND_STOP, json.dumps(orders)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_SECONDS / 2,  # a lost one takes a minute
    )
    assert int(result.stdout) in {0, -signal.SIGINT}
