"""Imports by programs, over real HTTP, carried out by the real queue."""

import time
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import httpx
import pytest

from domain.core.viewer import Role, TokenScope
from integrations.importing.running.jobs import ImportJobs
from tests.api.companies import Company, Founding
from tests.api.queue import doing
from tests.api.serving import Client, code
from tests.integrations.portfolios import SMALL

# The clock of companies stands on 31 March 2026.
FILES: Mapping[str, str] = {
    name: content for name, content in SMALL.items() if name != "organisation.csv"
} | {
    "events.csv": (
        "initiative,occurred_on,event,milestone,due_on\n"
        "I-1,2026-01-05,created,,\nI-1,2026-01-12,planned,I-1/box,2026-06-01\n"
        "I-2,2026-02-01,created,,\n"
    )
}
COUNT = "{ initiatives { totalCount } }"


@pytest.fixture(autouse=True, scope="module")
def queue(api_database: str) -> Iterator[None]:
    with doing(api_database, ImportJobs(api_database)):
        yield


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def send(client: Client, files: Mapping[str, str | bytes], asked: str = "") -> httpx.Response:
    """Send files as a form does."""
    form = [("files", (name, content, "text/csv")) for name, content in files.items()]
    return client.http.post(f"/import{asked}", files=form)


def send_zip(client: Client, body: bytes, asked: str = "") -> httpx.Response:
    headers = {"content-type": "application/zip"}
    return client.http.post(f"/import{asked}", content=body, headers=headers)


def settled(client: Client, response: httpx.Response) -> dict[str, Any]:
    """Return what became of an import, asking until it is known."""
    told: dict[str, Any] = response.json()
    deadline = time.monotonic() + 240
    while told["state"] in {"WAITING", "RUNNING"}:
        assert time.monotonic() < deadline, told
        time.sleep(0.2)
        told = client.http.get(f"/import/{told['id']}").json()
    return told


def test_a_dry_run_writes_nothing_and_the_import_does_what_it_told(company: Company) -> None:
    admin = company.admin
    before = company.revision
    looked = settled(admin, send(admin, FILES, "?dryRun=true"))
    assert (looked["state"], looked["dryRun"]) == ("PREVIEWED", True)
    assert (looked["rowCount"], looked["newInitiativeCount"]) == (13, 2)
    assert looked["problems"] == []
    by_file = {each["file"]: each for each in looked["files"]}
    assert by_file["people.csv"] == {
        "file": "people.csv",
        "rows": 2,
        "problems": 0,
        "new": 2,
        "changed": 0,
    }
    assert company.revision == before
    response = send_zip(company.admin, zipped(FILES))
    done = settled(company.admin, response)
    assert done["state"] == "DONE"
    assert done["changedRowCount"] == looked["changedRowCount"]
    assert (done["newInitiativeCount"], done["changedInitiativeCount"]) == (2, 0)
    assert company.admin.ask(COUNT)["initiatives"]["totalCount"] == 2
    # The ledger names who imported.
    [token] = company.rows(
        "select distinct token_id from event where organisation_id = $1"
        " and kind = 'INITIATIVE_IMPORTED'"
    )
    assert token["token_id"] is not None
    # Once more: nothing differs, and no revision is taken.
    after = company.revision
    assert after == done["revision"]
    again = settled(company.admin, send(company.admin, FILES))
    assert (again["state"], again["changedRowCount"], company.revision) == ("DONE", 0, after)
    # Nothing that was sent is kept.
    assert company.rows("select 1 from import_run where organisation_id = $1 and dry_run") != []
    assert (
        company.rows("select 1 from import_run where organisation_id = $1 and files is not null")
        == []
    )


def test_bad_rows_are_told_by_file_line_and_column(company: Company) -> None:
    bad = {**FILES, "milestones.csv": "external_id,initiative,title\nM,I-9,Lost\nN,I-1,\n"}
    del bad["events.csv"], bad["dependencies.csv"]
    response = send(company.admin, bad)
    told = settled(company.admin, response)
    assert told["state"] == "REFUSED"
    assert told["message"].endswith("Nothing was imported.")
    assert (told["problemCount"], told["problems"][0]) == (
        2,
        {
            "file": "milestones.csv",
            "line": 2,
            "column": "initiative",
            "message": "“I-9” is in initiatives.csv neither here nor on record; add it there",
        },
    )
    assert company.admin.ask(COUNT)["initiatives"]["totalCount"] == 0
    kept = settled(company.admin, send(company.admin, bad, "?skipBadRows=true"))
    assert (kept["state"], kept["problemCount"]) == ("DONE", 2)
    assert company.admin.ask(COUNT)["initiatives"]["totalCount"] == 2


def test_what_was_recorded_later_is_left_out(company: Company) -> None:
    told = settled(company.admin, send(company.admin, FILES, "?dryRun=true&asOf=2026-01-10"))
    # A promise of the twelfth, and what was created in February with all that belongs to it.
    assert told["laterRowCount"] == 4


def test_only_who_may_import_is_served(company: Company) -> None:
    for role in (Role.VIEWER, Role.CONTRIBUTOR, Role.EDITOR):
        response = send(company.client(role), FILES)
        assert (response.status_code, code(response)) == (403, "NOT_ALLOWED")
        response = company.client(role).http.get("/import/00000000-0000-0000-0000-000000000000")
        assert response.status_code == 403
    token, _ = company.issue(Role.ADMIN, scopes=(TokenScope.READ,))
    response = send(company.open(token), FILES)
    assert (response.status_code, code(response)) == (403, "NOT_ALLOWED")
    assert "scope import" in response.json()["errors"][0]["message"]
    token, _ = company.issue(Role.ADMIN, scopes=(TokenScope.IMPORT,))
    client = company.open(token)
    assert settled(client, send(client, FILES, "?dryRun=true"))["state"] == "PREVIEWED"
    response = send(company.open("tl_nonsense"), FILES)
    assert (response.status_code, code(response)) == (401, "UNAUTHENTICATED")
    assert response.headers["www-authenticate"] == "Bearer"


def test_an_import_of_another_organisation_is_not_there(
    company: Company, founding: Founding
) -> None:
    told = settled(company.admin, send(company.admin, FILES, "?dryRun=true"))
    other = founding("Other")
    response = other.admin.http.get(f"/import/{told['id']}")
    assert (response.status_code, code(response)) == (404, "NOT_FOUND")


def test_a_second_import_at_the_same_time_is_told_so(company: Company) -> None:
    company.rows(
        """
        insert into import_run (organisation_id, id, state, dry_run, skip_bad_rows, progress,
            outcome, recorded_at)
        values ($1, gen_random_uuid(), 'RUNNING', false, false, '', '{}', now()) returning 1
        """
    )
    response = send(company.admin, FILES)
    assert (response.status_code, code(response)) == (409, "IMPORT_UNDER_WAY")
    company.rows("delete from import_run where organisation_id = $1 returning 1")
    assert (
        settled(company.admin, send(company.admin, FILES, "?dryRun=true"))["state"] == "PREVIEWED"
    )


WORKBOOK = zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"plan.xlsx": WORKBOOK}, "plan.xlsx: is a workbook; save each of its sheets"),
        ({"people.csv": WORKBOOK}, "people.csv: is a workbook; save each of its sheets"),
        ({"plan.zip": WORKBOOK}, "plan.zip: is a workbook; save each of its sheets"),
        ({"notes.txt": "hello"}, "notes.txt: is no CSV file"),
        ({"plan.zip": b"PK\x03\x04 no zip"}, "plan.zip: is broken, or no zip"),
        ({"plan.zip": zipped({})}, "The zip: holds no CSV file"),
        (
            {"plan.zip": zipped({"../people.csv": "name\n"})},
            "plan.zip: holds a file outside of its folder: '../people.csv'",
        ),
        (
            {"plan.zip": zipped({"/etc/people.csv": "name\n"})},
            "plan.zip: holds a file outside of its folder: '/etc/people.csv'",
        ),
        (
            {"plan.zip": zipped({"a/people.csv": "name\n", "b/People.csv": "name\n"})},
            "People.csv: is there twice (as a/people.csv and as b/People.csv); keep one",
        ),
    ],
)
def test_what_is_no_portfolio_is_told_at_once(
    company: Company, files: dict[str, bytes | str], reason: str
) -> None:
    response = send(company.admin, files)
    assert (response.status_code, code(response)) == (422, "BAD_FILES")
    [problem] = response.json()["errors"][0]["extensions"]["problems"]
    assert f"{problem['file']}: {problem['message']}".startswith(reason)
    assert company.rows("select 1 from import_run where organisation_id = $1") == []


def test_the_same_file_sent_twice_is_told(company: Company) -> None:
    form = [("files", ("people.csv", "external_id,name\na,A\n", "text/csv"))] * 2
    response = company.admin.http.post("/import", files=form)
    assert code(response) == "BAD_FILES"
    [problem] = response.json()["errors"][0]["extensions"]["problems"]
    assert problem["message"] == "is there twice; keep one of the two"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("external_id,name\nk,Küche\n".encode("latin-1"), "is not UTF-8; save the file as"),
        ("external_id,name\nk,Küche\n".encode("utf-16"), "is not UTF-8; save the file as"),
        (b"external_id,name\nk,K\0che\n", "holds a NUL character"),
        (b"external_id,na\0me\n", "is no column of departments.csv"),
        (b"external_id;name\nk;Kitchen\n", "separates its cells by semicolons or tabs"),
    ],
)
def test_what_can_t_be_read_is_told_by_the_reader(
    company: Company, content: bytes, reason: str
) -> None:
    told = settled(company.admin, send(company.admin, {"departments.csv": content}, "?dryRun=true"))
    assert told["state"] == "PREVIEWED"
    assert told["problems"][0]["message"].startswith(reason)


def test_what_is_too_large_is_told(company: Company) -> None:
    response = send_zip(company.admin, bytes(33 * 2**20))
    assert (response.status_code, code(response)) == (413, "TOO_LARGE")

    def unannounced() -> Iterator[bytes]:
        for _ in range(33):
            yield bytes(2**20)

    response = company.admin.http.post(
        "/import", content=unannounced(), headers={"content-type": "application/zip"}
    )
    assert (response.status_code, code(response)) == (413, "TOO_LARGE")
    # A small zip that is large once it is unpacked.
    bomb = zipped({"people.csv": "external_id,name\n" + "\n" * 140_000_000})
    assert len(bomb) < 2**20
    response = send_zip(company.admin, bomb)
    assert (response.status_code, code(response)) == (413, "TOO_LARGE")
    many = zipped({f"{number}.csv": "" for number in range(201)})
    response = send_zip(company.admin, many)
    assert (response.status_code, code(response)) == (413, "TOO_LARGE")
    assert company.rows("select 1 from import_run where organisation_id = $1") == []


def test_requests_that_make_no_sense(company: Company) -> None:
    http = company.admin.http
    response = http.post("/import", json={})
    assert (response.status_code, code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")
    response = http.post("/import?dryrun=true", content=b"")
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")
    assert code(http.post("/import?asOf=soon", content=b"")) == "BAD_REQUEST"
    assert code(http.post("/import?dryRun=maybe", content=b"")) == "BAD_REQUEST"
    headers = {"content-type": "multipart/form-data"}
    response = http.post("/import", content=b"x", headers=headers)
    assert (response.status_code, code(response)) == (422, "BAD_FILES")
    response = http.post("/import", files=[("files", ("", b"", "text/csv"))])
    assert code(response) == "BAD_FILES"
    assert http.get("/import/00000000-0000-0000-0000-000000000000").status_code == 404
