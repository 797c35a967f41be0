"""Import as a page: what is chosen is shown, and imported by who may."""

import re
import time
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO

import httpx
import pytest

from domain.core.viewer import Role
from integrations.importing.running.jobs import ImportJobs
from tests.api.companies import Company, Founding
from tests.api.queue import doing
from tests.board.conftest import PROOF, Surfer, Surfing

GOOD = {
    "people.csv": "external_id,name\nana,Ana Ruiz\n",
    "initiatives.csv": "external_id,title,owner\nI-1,Hot food,ana\nI-2,Fast drinks,ana\n",
}
BAD = {**GOOD, "initiatives.csv": "external_id,title,owner\nI-1,Hot <b>food,ana\nI-2,,<i>bo\n"}
# An import comes behind all else: on a busy machine it takes as long as it does.
PATIENCE_SECONDS = 300.0
COUNT = "select count(*) from initiative where organisation_id = $1"


@pytest.fixture(autouse=True, scope="module")
def queue(api_database: str) -> Iterator[None]:
    with doing(api_database, ImportJobs(api_database)):
        yield


def send(surfer: Surfer, files: Mapping[str, str | bytes], proof: str = "") -> httpx.Response:
    """Send files by the form of the page."""
    if not proof:
        found = PROOF.search(surfer.page("/import"))
        assert found
        proof = found[1]
    form = [("files", (name, content, "text/csv")) for name, content in files.items()]
    return surfer.http.post("/import", data={"proof": proof}, files=form)


def settled(surfer: Surfer, response: httpx.Response) -> tuple[str, str]:
    """Return the address of an import, and its page once it is no longer under way."""
    assert response.status_code == 303, response.text
    path = response.headers["location"]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while "data-again" in (page := surfer.page(path)):
        assert time.monotonic() < deadline, page
        time.sleep(0.2)
    return path, page


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\u00a0", " ").split())


def go(surfer: Surfer, path: str, **given: str) -> httpx.Response:
    found = PROOF.search(surfer.page(path))
    assert found
    return surfer.http.post(path, data={"proof": found[1], **given})


def test_what_was_looked_at_is_imported_when_somebody_says_so(
    company: Company, surfing: Surfing
) -> None:
    surfer = surfing(company, Role.ADMIN)
    before = company.revision
    path, page = settled(surfer, send(surfer, GOOD))
    told = text_of(page)
    assert "What the import would do" in told
    assert "3 rows read, of 2 initiatives." in told
    assert "2 new initiatives; 7 records to write in all." in told
    assert "people.csv 1 1 0 0" in told
    assert "initiatives.csv 2 2 0 0" in told
    assert company.revision == before
    assert f'href="{path}"' in surfer.page("/import"), "it can still be found"
    _, page = settled(surfer, go(surfer, path))
    told = text_of(page)
    assert "The import is done" in told
    assert "2 new initiatives; 7 records written in all." in told
    assert '<a class="button primary" href="/">See the portfolio</a>' in page
    assert company.rows(COUNT)[0][0] == 2
    assert "Hot food" in surfer.page("/")
    _, page = settled(surfer, send(surfer, GOOD))
    assert "All of it is on record already." in text_of(page)
    assert ">Import</button>" not in page


def test_problems_are_told_and_bad_rows_may_be_left_out(company: Company, surfing: Surfing) -> None:
    surfer = surfing(company, Role.ADMIN)
    path, page = settled(surfer, send(surfer, BAD))
    told = text_of(page)
    assert "1 problem" in told
    assert "initiatives.csv 3 title is blank and needed; fill it in" in told
    assert "initiatives.csv 2 1 0 1" in told, "both rows are counted"
    assert company.rows(COUNT)[0][0] == 0
    # Without leaving them out nothing is imported, even if somebody sends it by hand.
    _, page = settled(surfer, go(surfer, path))
    assert "Nothing was imported" in page
    assert company.rows(COUNT)[0][0] == 0
    path, _ = settled(surfer, send(surfer, BAD))
    _, page = settled(surfer, go(surfer, path, skip="yes"))
    assert "1 problem: those rows were left out." in text_of(page)
    assert company.rows(COUNT)[0][0] == 1
    _, page = settled(surfer, send(surfer, {"initiatives.csv": "external_id,title\nI-9,\n"}))
    told = text_of(page)
    assert "1 row read. Beside the rows with problems there is nothing that is not on" in told
    assert "All of it" not in told


def test_what_people_wrote_is_escaped(company: Company, surfing: Surfing) -> None:
    surfer = surfing(company, Role.ADMIN)
    bad = {**GOOD, "initiatives.csv": "external_id,title,owner\nI-2,X,<i>bo\n"}
    _, page = settled(surfer, send(surfer, bad))
    assert "“&lt;i&gt;bo” is in people.csv neither here nor on record" in page
    response = send(surfer, {"<script>.xlsx": "a"})
    assert "&lt;script&gt;.xlsx" in response.text
    assert "<script>." not in response.text


def test_files_that_are_no_portfolio_are_refused_on_the_page(
    company: Company, surfing: Surfing
) -> None:
    surfer = surfing(company, Role.ADMIN)
    response = send(surfer, {"plan.xlsx": b"PK\x03\x04", "people.csv": "external_id,name\n"})
    assert response.status_code == 422
    assert "plan.xlsx is a workbook; save each of its sheets" in text_of(response.text)
    response = surfer.http.post(
        "/import",
        data={"proof": PROOF.search(surfer.page("/import"))[1]},  # type: ignore[index]
        files=[("files", ("", b"", "application/octet-stream"))],
    )
    assert (response.status_code, "No file was sent." in response.text) == (422, True)
    large = send(surfer, {"people.csv": bytes(33 * 2**20)})
    assert (large.status_code, "larger than 32 MiB" in large.text) == (422, True)


def test_a_form_of_another_session_or_site_is_refused(company: Company, surfing: Surfing) -> None:
    surfer, other = surfing(company, Role.ADMIN), surfing(company, Role.ADMIN)
    theirs = PROOF.search(other.page("/import"))
    assert theirs
    assert send(surfer, GOOD, theirs[1]).status_code == 403
    own = PROOF.search(surfer.page("/import"))
    assert own
    form = [("files", ("people.csv", "external_id,name\n", "text/csv"))]
    crossed = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    response = surfer.http.post("/import", data={"proof": own[1]}, files=form, headers=crossed)
    assert response.status_code == 403
    path, _ = settled(surfer, send(surfer, GOOD))
    assert surfer.http.post(path, data={"proof": theirs[1]}).status_code == 403
    assert company.rows(COUNT)[0][0] == 0


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CONTRIBUTOR, Role.EDITOR])
def test_who_is_no_administrator_may_not_import(
    company: Company, surfing: Surfing, role: Role
) -> None:
    admin, surfer = surfing(company, Role.ADMIN), surfing(company, role)
    path, _ = settled(admin, send(admin, GOOD))
    page = surfer.page("/import")
    assert "Only an administrator may import." in page
    assert not PROOF.search(page)
    response = send(surfer, GOOD, "a.b")
    assert response.status_code == 403
    assert "ask an administrator" in response.text
    assert surfer.http.get(path).status_code == 403
    assert 'href="/import"' not in surfer.page("/")
    assert "/import" not in surfer.page("/initiatives/new")
    assert 'href="/import"' not in surfer.page("/organisation")
    assert 'href="/import"' in admin.page("/")
    assert 'href="/import"' in admin.page("/organisation")
    surfer.page("/import/format")


def test_another_organisation_sees_nothing_of_it(
    company: Company, founding: Founding, surfing: Surfing
) -> None:
    surfer = surfing(company, Role.ADMIN)
    path, _ = settled(surfer, send(surfer, GOOD))
    other = surfing(founding("Other"), Role.ADMIN)
    assert "There is no such import" in other.page(path, 404)
    proof = PROOF.search(other.page("/import"))
    assert proof
    assert other.http.post(path, data={"proof": proof[1]}).status_code == 404
    assert path not in other.page("/import")
    assert company.rows(COUNT)[0][0] == 0


def test_a_second_one_is_told_to_wait(company: Company, surfing: Surfing) -> None:
    surfer = surfing(company, Role.ADMIN)
    [run] = company.rows(
        """
        insert into import_run (organisation_id, id, state, dry_run, skip_bad_rows, progress,
            outcome, recorded_at)
        values ($1, gen_random_uuid(), 'RUNNING', false, false, 'wrote 50 of 120 initiatives',
            '{}', now())
        returning id
        """
    )
    page = surfer.page(f"/import/{run['id']}")
    assert 'data-again="1000"' in page
    assert "Wrote 50 of 120 initiatives …" in page
    assert "An import is under way" in surfer.page("/import")
    response = send(surfer, GOOD)
    assert response.status_code == 422
    assert "Another import into your organisation is under way." in response.text


def test_what_failed_says_what_to_do(company: Company, surfing: Surfing) -> None:
    surfer = surfing(company, Role.ADMIN)
    [run] = company.rows(
        """
        insert into import_run (organisation_id, id, state, dry_run, skip_bad_rows, progress,
            outcome, recorded_at)
        values ($1, gen_random_uuid(), 'FAILED', false, false, '', '{"errorId": "a1b2"}', now())
        returning id
        """
    )
    told = text_of(surfer.page(f"/import/{run['id']}"))
    assert "The import broke off on our side" in told
    assert "the id a1b2 ." in told
    assert "sending the same files again completes it" in told


def test_templates_and_format_are_offered(company: Company, surfing: Surfing) -> None:
    surfer = surfing(company, Role.ADMIN)
    response = surfer.http.get("/import/templates.zip")
    assert response.headers["content-type"] == "application/zip"
    assert 'filename="throughline-templates.zip"' in response.headers["content-disposition"]
    with zipfile.ZipFile(BytesIO(response.content)) as archive:
        assert len(archive.namelist()) == 18
    _, page = settled(surfer, send(surfer, {"templates.zip": response.content}))
    assert "1 new initiative; 27 records to write in all." in text_of(page)
    page = surfer.page("/import/format")
    for name in ("initiatives.csv", "case_for_change", "replanned", "external_id"):
        assert name in page
