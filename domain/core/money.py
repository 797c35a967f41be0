"""Money: an amount with its currency."""

from datetime import date
from decimal import Decimal
from typing import TypedDict

from domain.core.fields import Group
from domain.core.problem import ProblemCode, refuse

# ISO 4217, currencies in circulation; funds and metals are no money to budget with.
CURRENCIES = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN
    BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS
    GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW
    KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD
    NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD
    SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED
    VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905 - a table to read
)
LIMIT = Decimal(10) ** 16


class Money(TypedDict):
    """An amount, and the three letters of its currency."""

    amount: Decimal
    currency: str


def currency(value: str | None, _today: date) -> str:
    """The three letters of a currency of ISO 4217; small letters are taken too."""
    code = (value or "").strip().upper()
    if code not in CURRENCIES:
        refuse(
            ProblemCode.INVALID,
            "This is not a currency of ISO 4217.",
            hint="Three letters, such as EUR, GBP or USD.",
        )
    return code


def amount(value: Decimal, _today: date) -> Decimal:
    """An amount of money: none or more, in hundredths, below ten thousand million million."""
    if not value.is_finite() or not 0 <= value < LIMIT:
        refuse(
            ProblemCode.OUT_OF_RANGE, "An amount is at least 0 and below 10,000,000,000,000,000."
        )
    if value != round(value, 2):
        refuse(ProblemCode.INVALID, "An amount has at most two digits after the point.")
    return round(value, 2)


money = Group({"amount": amount, "currency": currency})
