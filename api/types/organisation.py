"""The organisation in the schema."""

from datetime import date, datetime

import strawberry

from api.vocabulary.connection import Node
from api.vocabulary.fields import told
from api.vocabulary.references import FindingRuleRef


@strawberry.type(description="The company whose change efforts are tracked. Nothing crosses it.")
class Organisation(Node):
    key: str = told("Short name by which the command line knows it.")
    name: str = told("Its name.")
    vision_statement: str | None = told(
        "What it wants its customers to experience; null until written."
    )
    time_zone: str = told("IANA name of the time zone whose calendar days count.")
    currency: str = told("ISO 4217 code of the currency it plans in.")
    clock_fixed_on: date | None = told(
        "The day on which its clock stands still (an imported history); null while the clock runs."
    )
    today: date = told("Its calendar day now, or the day on which its clock stands still.")
    revision: int = told("How many changes its ledger counts: it grows by one with every change.")
    recorded_at: datetime = told("When it was set up.")
    finding_rules: list[FindingRuleRef] = told(
        "The rules by which findings are made, with the thresholds that hold here."
    )
