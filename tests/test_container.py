"""The container files hold what they promise, as far as that can be told without an engine.

The compose file is validated against the specification's schema. The Dockerfile is carried out by
hand: its instructions run in an empty environment, with / replaced by a temporary folder, and what
they installed then runs the commands of both files against a real PostgreSQL.
"""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from db.schema import migrate

PROJECT = Path(__file__).parents[1]
DATA = Path(__file__).parent / "data"
READY = re.compile(r"Throughline is ready at http://\S+:(\d+)\n")
PATIENCE_SECONDS = 120.0


def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
    return content


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions and their arguments, continued lines joined."""
    text = (PROJECT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def last(instruction: str) -> str:
    return [rest for word, rest in instructions() if word == instruction][-1]


def test_the_compose_file_is_valid() -> None:
    schema = json.loads((DATA / "compose-spec.json").read_text())
    jsonschema.Draft7Validator(schema).validate(compose())


def test_the_schema_would_notice_a_mistake() -> None:
    schema = json.loads((DATA / "compose-spec.json").read_text())
    wrong = compose()
    wrong["services"]["db"]["healthchek"] = wrong["services"]["db"].pop("healthcheck")
    assert not jsonschema.Draft7Validator(schema).is_valid(wrong)


def test_the_application_waits_for_a_healthy_database() -> None:
    services = compose()["services"]
    assert services["app"]["depends_on"]["db"]["condition"] == "service_healthy"
    assert services["db"]["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]
    assert services["db"]["image"] == "postgres:18"
    assert services["db"]["volumes"] == ["database:/var/lib/postgresql"]
    assert set(compose()["volumes"]) == {"database"}
    assert "ports" not in services["db"]


def test_the_only_password_is_a_default_that_the_environment_replaces() -> None:
    text = (PROJECT / "docker-compose.yml").read_text()
    assert text.count("${THROUGHLINE_DB_PASSWORD:-throughline}") == 2
    assert not re.search(r"(?i)(password|secret|token)[\"']?: (?!\$\{)\S", text)


def test_the_image_runs_as_an_ordinary_user_and_hands_signals_on() -> None:
    assert last("USER") == "throughline"
    assert json.loads(last("CMD"))[0] == "throughline"  # no shell in between
    assert "exec throughline serve" in compose()["services"]["app"]["command"][-1]


def test_the_image_gets_no_file_that_is_not_needed() -> None:
    lines = (PROJECT / ".dockerignore").read_text().split("\n")
    assert lines[1] == "*"
    assert ".git" not in kept_files()
    assert "tests" not in kept_files()


def kept_files() -> list[str]:
    lines = (PROJECT / ".dockerignore").read_text().splitlines()
    return [line[1:] for line in lines if line.startswith("!")]


@dataclass
class Image:
    """What the Dockerfile makes, below a folder instead of /."""

    root: Path
    working: str = "/"
    environment: dict[str, str] = field(default_factory=dict)

    def inside(self, text: str) -> str:
        """The text with the image's absolute paths moved below our folder."""
        return re.sub(r"(?<![\w.])/(opt|src|var)\b", rf"{self.root}/\1", text)

    def build(self) -> None:
        # Stands for the base image: a Python with pip and nothing else.
        subprocess.run([sys.executable, "-m", "venv", self.root / "usr"], check=True)
        # The home only lets the installers find what they have downloaded before.
        home = os.path.expanduser("~")  # noqa: PTH111  a string is wanted
        self.environment = {"PATH": f"{self.root}/usr/bin:/usr/bin:/bin", "HOME": home}
        for word, rest in instructions():
            match word:
                case "ENV":
                    self.set_variables(rest)
                case "WORKDIR":
                    self.working = self.inside(rest)
                    Path(self.working).mkdir(parents=True, exist_ok=True)
                case "COPY" if not rest.startswith("--from"):
                    self.copy(*rest.split())
                case "RUN" if not rest.startswith("useradd"):  # this machine keeps its users
                    self.run(["/bin/sh", "-c", self.inside(rest)])

    def set_variables(self, rest: str) -> None:
        for assignment in shlex.split(rest):
            name, _, value = assignment.partition("=")
            known = re.sub(r"\$(\w+)", lambda found: self.environment[found[1]], value)
            self.environment[name] = self.inside(known)

    def copy(self, source: str, target: str) -> None:
        for name in kept_files() if source == "." else [source]:
            if (PROJECT / name).is_dir():
                goal = Path(self.working, target, name if source == "." else "")
                shutil.copytree(PROJECT / name, goal, dirs_exist_ok=True)
            elif (PROJECT / name).exists():
                shutil.copy(PROJECT / name, Path(self.working, target))

    def run(self, command: list[str]) -> str:
        done = subprocess.run(
            command,
            env=self.environment,
            cwd=self.working,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == 0, f"{command} failed:\n{done.stdout}"
        return done.stdout


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            code: int = answer.status
            return code
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except OSError:
        return 0


def test_the_image_builds_migrates_and_serves_in_an_empty_environment(
    tmp_path: Path, empty_database_url: str
) -> None:
    image = Image(tmp_path)
    image.build()
    image.environment["THROUGHLINE_DATABASE_URL"] = empty_database_url
    assert "throughline 0.1.0" in image.run(["throughline", "--version"])
    image.run(["throughline", "migrate"])
    assert migrate.current(empty_database_url) == migrate.head()
    serve_until_told_to_stop(image, json.loads(last("CMD")))
    shell, flag, script = compose()["services"]["app"]["command"]
    serve_until_told_to_stop(image, [shell, flag, script])


def serve_until_told_to_stop(image: Image, command: list[str]) -> None:
    """Start it, wait for its health checks to pass, and see it end well on SIGTERM."""
    if command[0] == "sh":
        command = [*command[:2], f"{command[2]} --port 0"]
    else:
        command = [*command, "--port", "0"]
    log = image.root / "serve.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            command, env=image.environment, cwd=image.working, stdout=output, stderr=output
        )
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not (ready := READY.search(log.read_text())):
                assert server.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
            port = ready[1]
            while status(f"http://127.0.0.1:{port}/readyz") != 200:
                assert server.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
            for check in health_checks():
                image.run([part.replace(":8000", f":{port}") for part in check])
            server.terminate()
            # Either it ends as if done, or by the very signal once everything is put away.
            assert server.wait(PATIENCE_SECONDS) in {0, -signal.SIGTERM}, log.read_text()
        finally:
            server.kill()
            server.wait()


def health_checks() -> list[list[str]]:
    """The image's own and the compose file's, each without the word CMD in front."""
    own = json.loads(last("HEALTHCHECK").partition("CMD ")[2])
    return [own, compose()["services"]["app"]["healthcheck"]["test"][1:]]
