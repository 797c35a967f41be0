"""Findings: what the facts showed on the day of a pack, and nobody had said."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from board.rendering import words
from board.rendering.days import day_of
from board.rendering.locale import Locale
from board.reviews.pack.lines import sentence, title
from board.reviews.pack.page_query import PdfQuery

Answer = Mapping[str, Any]
# What a finding may be about, the nearest first.
SUBJECTS: Final = ("milestone", "shortTermWin", "initiative", "touchpoint", "person")


def findings(data: Answer, query: PdfQuery, locale: Locale) -> dict[str, Any]:
    """Return the most severe findings, and how many there are of each severity."""
    total, nodes = data["findings"]["totalCount"], data["findings"]["nodes"]
    severities = {severity: data[severity.lower()]["totalCount"] for severity in words.SEVERITY}
    left = dict(severities)
    for each in nodes:
        left[each["severity"]] -= 1
    parts = ", ".join(words.findings(count, each) for each, count in left.items() if count > 0)
    more = total - len(nodes)
    return {
        "rows": [row(each, query, locale) for each in nodes],
        "more": f"and {more:,} more: {parts}" if more > 0 else "",
        "count": total,
        "critical": severities["CRITICAL"],
        "new": data["new"]["totalCount"],
        # Where all are new, a word at each says nothing.
        "marksNew": 0 < data["new"]["totalCount"] < total,
        "severities": ", ".join(
            words.findings(count, each) for each, count in severities.items() if count
        ),
    }


def row(finding: Answer, query: PdfQuery, locale: Locale) -> dict[str, Any]:
    """Return a finding in a line."""
    subject: Answer = next((finding[each] for each in SUBJECTS if finding[each]), {})
    effort: Answer = finding["initiative"] or subject.get("initiative") or {}
    owner = effort.get("owner") or finding["person"] or subject.get("steward")
    about = finding.get("about") or subject.get("title") or subject.get("name")
    return {
        "severity": finding["severity"],
        "word": words.SEVERITY[finding["severity"]],
        "rule": words.rule(finding["rule"]),
        "about": title(about),
        "initiative": title(effort["title"]) if effort and effort["title"] != about else "",
        "owner": title(owner["name"]) if owner else "",
        "sentence": sentence(finding["sentence"]),
        "since": locale.day(day_of(finding["since"])),
        "new": date.fromisoformat(finding["firstSeenOn"]) > query.since,
        "known": known(finding, query.as_of, locale),
    }


def known(finding: Answer, as_of: date, locale: Locale) -> str:
    """Say who had acknowledged it, if that held on the day."""
    on, until = day_of(finding["acknowledgedOn"]), day_of(finding["acknowledgedUntil"])
    if on is None or on > as_of or (until is not None and until < as_of):
        return ""
    by = f" by {finding['acknowledgedBy']['name']}" if finding["acknowledgedBy"] else ""
    ends = f" until {locale.day(until)}" if until else ""
    return title(f"Acknowledged{by}{ends}")
