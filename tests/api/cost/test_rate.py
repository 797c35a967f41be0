"""A token may ask for so many points a second, and for a burst after a pause."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

import api.cost.rate
from api.cost.rate import Meter, RateLimited
from api.settings import RateLimit, Settings
from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.serving import Client, serving

NAME = "{ organisation { name } }"
# What fills up again while a slow machine asks has to be nothing against what is taken.
RATE = RateLimit(10, 20_000)


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_bucket_empties_by_what_is_asked_and_fills_with_time(clock: Clock) -> None:
    meter = Meter(100, 1_000, clock=clock)
    assert meter.take("a", 4_000) == 600
    assert meter.take("a", 6_000) == 0
    with pytest.raises(RateLimited) as refused:
        meter.take("a", 2_500)
    assert refused.value.retry_after == 3
    assert refused.value.extensions == {"code": "RATE_LIMITED", "retryAfter": 3}
    clock.now += 2.4
    with pytest.raises(RateLimited):
        meter.take("a", 2_500)
    clock.now += 0.2
    # What was refused took nothing.
    assert meter.take("a", 2_500) == pytest.approx(10, abs=1)
    clock.now += 1_000
    assert meter.take("a", 10) == 999


def test_each_token_has_a_bucket_of_its_own(clock: Clock) -> None:
    meter = Meter(100, 1_000, clock=clock)
    meter.take("a", 10_000)
    assert meter.take("b", 10) == 999


def test_what_was_done_already_is_taken_even_if_there_is_not_enough(clock: Clock) -> None:
    meter = Meter(100, 1_000, clock=clock)
    meter.charge("a", 10_000)
    meter.check("a")
    meter.charge("a", 1_000)
    assert meter.left("a") == 0
    with pytest.raises(RateLimited) as refused:
        meter.check("a")
    assert refused.value.retry_after == 1
    clock.now += 1.1
    meter.check("a")
    assert meter.left("a") == 10


def test_without_a_rate_all_is_allowed() -> None:
    meter = Meter()
    assert meter.take("a", 10**12) is None
    assert meter.left("a") is None
    meter.charge("a", 10**12)
    meter.check("a")


def test_full_buckets_are_forgotten(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api.cost.rate, "BUCKETS_AT_MOST", 10)
    meter = Meter(100, 1_000, clock=clock)
    for _ in range(100):
        meter.take(uuid4(), 1_000)
        clock.now += 0.5
    assert len(meter._full_at) <= 10
    # Those in use are kept, however many.
    for number in range(100):
        meter.take(number, 1_000)
    assert len(meter._full_at) >= 100


# Over HTTP


@pytest.fixture(scope="module")
def limited(api_database: str) -> Iterator[str]:
    with serving(api_database, Settings(rate_limit=RATE)) as address:
        yield address


@pytest.fixture
def client(company: Company, limited: str) -> Client:
    token, _ = company.issue(Role.VIEWER)
    return company.open(token, limited)


DEAR = "{ portfolio { entries { title status stallRisk { probability reasons { sentence } } } } }"


def asked_until_stopped(client: Client, query: str, at_most: int) -> httpx.Response:
    for _ in range(at_most):
        response = client.post({"query": query})
        if response.status_code == 429:
            return response
        assert response.status_code == 200
    raise AssertionError(f"{at_most} requests, and nothing stopped them")


def test_who_asks_too_much_is_told_when_to_ask_again(
    company: Company, client: Client, limited: str
) -> None:
    first = client.answer(DEAR)["extensions"]["cost"]
    assert first["remaining"] == pytest.approx(RATE.burst - first["requested"], abs=1)
    response = asked_until_stopped(client, DEAR, 5)
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "RATE_LIMITED"
    wait = int(response.headers["retry-after"])
    assert wait == error["extensions"]["retryAfter"] >= 1
    assert f"{wait} s" in error["message"]
    # Another token of the same organisation has points of its own; so has a small request.
    other, _ = company.issue(Role.VIEWER)
    assert company.open(other, limited).ask(NAME)


def test_invalid_documents_take_points_too(client: Client) -> None:
    before = client.answer(NAME)["extensions"]["cost"]["remaining"]
    for _ in range(2):
        client.refusal("{ nonsense } #" + "x" * 99_000)
    after = client.answer(NAME)["extensions"]["cost"]["remaining"]
    assert before - after > 1_500


def test_who_only_asks_nonsense_is_stopped_before_it_is_read(client: Client) -> None:
    asked_until_stopped(client, "{ nonsense } #" + "x" * 99_000, 30)
