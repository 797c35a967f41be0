"""Killed with -9 at any moment under writes, nothing that was acknowledged is lost."""

import logging
import os
import random
import subprocess
from collections.abc import Iterable
from contextlib import ExitStack

import psutil

from tests.durability.running_server import House
from tests.durability.served import (
    Processes,
    Served,
    processes_of,
    wait_until_gone,
)

LOG = logging.getLogger(__name__)
SEED = int(os.environ.get("THROUGHLINE_TEST_SEED", "20261121"))
ROUNDS = 20
ROUNDS_BY_DEFAULT = 2
VICTIMS = (
    ("postmaster",),
    ("server", "postmaster"),
    ("guardian",),
    ("server",),
    ("server", "guardian", "postmaster"),
    ("session",),
)


def test_everything_acknowledged_survives_kills_under_writes(house: House, full: bool) -> None:
    rng = random.Random(SEED)
    rounds = ROUNDS if full else ROUNDS_BY_DEFAULT
    acknowledged = repeated = 0
    with ExitStack() as stack:
        served = stack.enter_context(house.serve())
        for number in range(1, rounds + 1):
            victims = VICTIMS[(number - 1) % len(VICTIMS)]
            told = f"round {number} of {rounds}, seed {SEED}, killing {' and '.join(victims)}"
            LOG.info(told)
            try:
                served = kill_under_writes(house, served, stack, victims, number, rng)
                acknowledged = house.check()
                repeated += house.repeat(served, rng)
                house.check()
            except BaseException as error:
                error.add_note(f"{told}\n{served.log_tail()}")
                raise
    LOG.info(
        "%d acknowledged writes kept, %d repetitions that changed nothing", acknowledged, repeated
    )
    assert acknowledged > 20 * rounds


def kill_under_writes(
    house: House,
    served: Served,
    stack: ExitStack,
    victims: tuple[str, ...],
    number: int,
    rng: random.Random,
) -> Served:
    """Kill in the middle of writing; returns a server that serves again."""
    with house.write(served, f"round-{number}", SEED + number) as writer:
        writer.wait_for_acknowledged(rng.randint(20, 120))
        processes = processes_of(house.folder)
        kill(served, processes, victims, rng)
        wait_until_gone(doomed(processes, victims))
        if "server" not in victims:
            writer.wait_for_acknowledged(20)  # the same server serves on, by itself
            writer.stop()
            assert served.process.poll() is None
            return served
        at_once = rng.random() < 0.5
        if not at_once:
            wait_until_gone([processes.guardian, processes.postmaster, *processes.children])
        writer.stop()
    served.end()
    return stack.enter_context(house.serve())


def kill(served: Served, processes: Processes, victims: Iterable[str], rng: random.Random) -> None:
    by_name: dict[str, subprocess.Popen[bytes] | psutil.Process] = {
        "server": served.process,
        "guardian": processes.guardian,
        "postmaster": processes.postmaster,
        "session": rng.choice([each for each in processes.children if is_session(each)]),
    }
    for victim in victims:
        by_name[victim].kill()
    if "server" in victims:
        served.process.wait()


def doomed(processes: Processes, victims: Iterable[str]) -> list[psutil.Process]:
    """What must end because of the kill, whoever is still using the database."""
    if "guardian" in victims:
        return [processes.guardian, processes.postmaster, *processes.children]
    if "postmaster" in victims:
        return [processes.postmaster, *processes.children]
    if "session" in victims:
        return processes.children  # it may have left the memory they share in disorder
    return []


def is_session(process: psutil.Process) -> bool:
    """Whether it is one of PostgreSQL's that serves a connection."""
    try:
        return any("[local]" in word for word in process.cmdline())
    except psutil.NoSuchProcess:
        return False
