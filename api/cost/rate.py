"""The rate limit: how much may be asked by one token, in points of cost a second.

Each token has a bucket of `burst` points that fills at a constant rate; a request takes what it
costs. All that has to be kept of a bucket is when it will be full again, and nothing of a full one.
The buckets are this process's own: a shared one would cost every request a round trip.
"""

import math
import time
from collections.abc import Callable, Hashable

from graphql import GraphQLError

from api.cost.prices import TENTHS

BUCKETS_AT_MOST = 10_000


class RateLimited(GraphQLError):  # noqa: N818 - a refusal is an answer, not an error
    """A token that has asked for too much; `retry_after` seconds from now it may go on."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            f"This token has used up its points. Ask again in {retry_after} s, and for less at "
            "once: extensions.cost tells what each request costs and what remains.",
            extensions={"code": "RATE_LIMITED", "retryAfter": retry_after},
        )
        self.retry_after = retry_after


class Meter:
    """Takes what requests cost from the buckets. Without a rate, everything is allowed."""

    def __init__(
        self,
        points_per_second: int = 0,
        burst: int = 0,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._tenths_per_second = points_per_second * TENTHS
        self._depth = burst / points_per_second if points_per_second else math.inf
        self._full_at: dict[Hashable, float] = {}
        self._swept_at = BUCKETS_AT_MOST

    def check(self, key: Hashable) -> None:
        """Refuse, with RateLimited, whoever has taken more than there was."""
        if self._tenths_per_second:
            missing = self._full_at.get(key, 0.0) - self._clock() - self._depth
            if missing > 0:
                raise RateLimited(math.ceil(missing))

    def left(self, key: Hashable) -> int | None:
        """Return the points that remain, None without a rate."""
        if not self._tenths_per_second:
            return None
        left = self._depth - max(self._full_at.get(key, 0.0) - self._clock(), 0.0)
        return max(int(left * self._tenths_per_second / TENTHS), 0)

    def take(self, key: Hashable, tenths: int) -> int | None:
        """Take the cost of a request; return the points that remain, None without a rate.

        RateLimited if there is not enough: then nothing is taken.
        """
        if not self._tenths_per_second:
            return None
        now = self._clock()
        full_at = max(self._full_at.get(key, 0.0), now) + tenths / self._tenths_per_second
        left = self._depth - (full_at - now)
        if left < 0:
            raise RateLimited(math.ceil(-left))
        self._keep(key, full_at, now)
        return int(left * self._tenths_per_second / TENTHS)

    def charge(self, key: Hashable, tenths: int) -> None:
        """Take the cost of what was done already, even if there is not enough."""
        if self._tenths_per_second:
            now = self._clock()
            full_at = max(self._full_at.get(key, 0.0), now) + tenths / self._tenths_per_second
            self._keep(key, full_at, now)

    def _keep(self, key: Hashable, full_at: float, now: float) -> None:
        self._full_at[key] = full_at
        if len(self._full_at) > self._swept_at:
            self._full_at = {key: when for key, when in self._full_at.items() if when > now}
            # When most are in use, looking through them each time would cost more than they do.
            self._swept_at = max(BUCKETS_AT_MOST, 2 * len(self._full_at))
