"""Days and numbers are written in the way of whoever reads them."""

from datetime import date

import pytest

from board.rendering.locale import locale_of

DAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("asked", "day", "number", "decimal"),
    [
        ("", "5 Mar 2026", "1,250", "1,250.50"),
        ("en-GB", "5 Mar 2026", "1,250", "1,250.50"),
        ("en-US,en;q=0.9", "Mar 5, 2026", "1,250", "1,250.50"),
        ("de-CH, en;q=0.5", "5 Mar 2026", "1.250", "1.250,50"),
        ("fr", "5 Mar 2026", "1\u202f250", "1\u202f250,50"),
        ("tlh, sv;q=0.8", "5 Mar 2026", "1\u202f250", "1\u202f250,50"),
        ("tlh", "5 Mar 2026", "1,250", "1,250.50"),
    ],
)
def test_the_first_known_language_decides(asked: str, day: str, number: str, decimal: str) -> None:
    locale = locale_of({"accept-language": asked})
    assert locale.day(DAY).replace("\u00a0", " ") == day
    assert locale.number(1250) == number
    assert locale.decimal("1250.50") == decimal


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("4", "4"),
        ("0.5", "0,5"),
        ("-0.5", "\u22120,5"),
        ("-1200", "\u22121.200"),
        ("1E+3", "1.000"),
    ],
)
def test_decimals_stay_as_precise_as_they_were_given(given: str, written: str) -> None:
    assert locale_of({"accept-language": "de"}).decimal(given) == written
