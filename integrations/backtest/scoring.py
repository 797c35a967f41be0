"""What the product's rule says on each snapshot day, from what had been recorded by its evening.

The rule is domain/risk/stall_risk.py and the facts are domain/risk/facts.py, as in the product.
Two things are decided here, because the histories are not the product:

**The day.** In a back-test a target is passed on its day when it is undelivered then: in open
source a release is out or it is not. The product calls a date missed at the end of its day. So the
rule is asked about the day after the snapshot, with nothing recorded later than the snapshot's own
evening: what was due on the snapshot day has then been missed by the product's definition. Silence
and lateness are a day longer and the runway a day shorter for every row alike. "Any overdue" and
"days overdue", the baselines, are what a tool showed on the snapshot day itself.

**Rows without a probability.** Every row of a snapshot file is an initiative that was open on the
day: that is what its label is about. The product still gives no probability when all that was
planned is delivered, nothing was planned, or the first date lies outside the evidence. Such rows
are scored with the rule's own formula on the same facts (no near date ahead: no runway) and counted
by state. An initiative's status of its own never enters the score.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple
from uuid import NAMESPACE_OID, uuid5

from domain.portfolio.initiative import Lifecycle
from domain.risk.facts import MilestoneLedger, facts_of
from domain.risk.stall_risk import Facts, StallRisk, State, assess, probability_of, read
from integrations.backtest.histories import History, Snapshot
from integrations.backtest.stages import Later


class Scored(NamedTuple):
    """One row with the rule's probability and what the baselines go by."""

    snapshot: Snapshot
    probability: float
    state: State
    days_overdue: int


def score(history: History, snapshot: Snapshot, later: Later) -> Scored:
    """Ask the rule about one row."""
    risk = risk_for(history, later, recorded_by=snapshot.day)
    shown = assess(facts_on(history, later, snapshot.day, snapshot.day), snapshot.day)
    return Scored(snapshot, probability(risk), risk.state, shown.days_late)


def risk_for(history: History, later: Later, *, recorded_by: date) -> StallRisk:
    asked = recorded_by + timedelta(days=1)
    return assess(facts_on(history, later, recorded_by, asked), asked)


def probability(risk: StallRisk) -> float:
    """The rule's probability; where it gives none, its formula on the same facts."""
    if risk.probability is not None:
        return risk.probability
    return probability_of(
        read(risk.days_late, risk.missed_count, risk.days_silent, risk.days_to_next)
    )


def facts_on(
    history: History,
    later: Later,
    recorded_by: date,
    day: date,
    status: Lifecycle = Lifecycle.IN_PROGRESS,
) -> Facts:
    """Return the product's facts at the end of `day`, from what was recorded by `recorded_by`."""
    signs = [on for on in history.signs_of_life if on <= recorded_by]
    return facts_of(status, ledgers(history, later, recorded_by), signs, day)


def ledgers(history: History, later: Later, recorded_by: date) -> Iterator[MilestoneLedger]:
    """Yield the milestones that had been heard of, with what had been recorded of them."""
    told = {name: on for name, on in history.delivered.items() if on <= recorded_by}
    for name in sorted({*history.promises, *told}):
        promises = [one for one in history.promises.get(name, ()) if one.on <= recorded_by]
        if promises or name in told:
            yield MilestoneLedger(
                uuid5(NAMESPACE_OID, f"{history.name}\0{name}"),
                name[:1].upper() + name[1:],
                promises,
                completed_on(name, told, later),
            )


def completed_on(name: str, told: Mapping[str, date], later: Later) -> date | None:
    """The day on which a milestone was delivered, by itself or with a later stage."""
    stages = (name, *later.get(name, ()))
    return min((told[stage] for stage in stages if stage in told), default=None)
