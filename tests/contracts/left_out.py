"""What is left out on purpose, each with the reason: a name that stands here is not asked for.

A reason for what is no longer left out, or no longer there, fails its test: take it away.
"""

from collections.abc import Mapping

Reasons = Mapping[str, str]

# Columns that lead to an initiative beside the one that says which initiative a row hangs on.
SAME_INITIATIVE: Reasons = {
    "Comment.milestone_id": "a milestone of the same initiative: domain/portfolio/comment.py",
    "Finding.milestone_id": "`finding` looks at every initiative that a finding tells of",
    "Finding.short_term_win_id": "`finding` looks at every initiative that a finding tells of",
    "Promise.replan_id": "a new date of the same milestone: the view joins them",
    "ReviewChange.milestone_id": "a milestone of the initiative of the line",
    "ReviewChange.replan_id": "a new date of the milestone of the line",
    "ReviewChange.short_term_win_id": "a win of the initiative of the line",
    "ReviewEntry.latest_status_update_id": "what was said of the same initiative",
    "ReviewEntry.next_milestone_id": "a milestone of the same initiative",
    "StallRisk.next_milestone_id": "a milestone of the same initiative",
    "StallRisk.oldest_overdue_milestone_id": "a milestone of the same initiative",
    "StallRiskDay.next_milestone_id": "a milestone of the same initiative",
    "StallRiskDay.oldest_overdue_milestone_id": "a milestone of the same initiative",
}
# Attributes whose SQL reads rows that hang on initiatives.
READS_ROWS_OF_INITIATIVES: Reasons = {
    "Initiative.findings": "each finding that it leads to is looked at itself",
    "Journey.initiatives": "each initiative that it leads to is looked at itself",
}
# Computed fields that ask for nothing hidden.
COMPUTED_OF_NO_INITIATIVE: Reasons = {
    "Viewer.memberships": "in which organisations the viewer is a member: of no initiative",
}
# Output fields that hold contacts or money, and are open to every role.
OPEN_TO_ALL: Reasons = {
    "Event.tokenId": "names the token without its secret, so that what an integration did is known",
    "Event.tokenLabel": "says which integration did it; an erasure blanks the label of a person's",
    "Money.amount": "the fields that hold money are hidden themselves",
}
# Tables whose rows an export leaves out.
NOT_EXPORTED: Reasons = {
    "access_token": "what lets somebody in is of this installation, and secret",
    "event": "the ledger is of this organisation: an import writes one of its own",
    "finding": "made anew from the facts; those that a review showed come along with it",
    "finding_initiative": "made anew with the findings",
    "idempotency_key": "of requests to this server, and soon forgotten",
    "import_run": "of files sent to this server, and soon forgotten",
    "invitation": "of mail from this server",
    "member": "who may sign in is of this installation",
    "milestone_promise": "a view over the milestones and their new dates",
    "portfolio_day": "counted anew by the sweep",
    "reminder": "of mail from this server",
    "stall_risk_current": "judged anew from the facts",
    "stall_risk_history": "judged anew from the facts of each day",
    "visit": "when somebody looked at a page of this server",
}
# Tables whose rows are in a file of another name.
IN_ANOTHER_FILE: Reasons = {
    "activity": "events.csv",
    "assessment": "events.csv",
    "finding_rule": "thresholds.csv",
    "lifecycle_move": "events.csv",
    "organisation": "organisation.csv",
    "reopening": "events.csv",
    "replan": "events.csv",
    "status_update": "events.csv",
}
# Columns that the file of their table leaves out.
COLUMNS_NOT_EXPORTED: Reasons = {
    "credit.short_term_win_id": "the column `win`",
    "initiative.proposed_on": "told by its first event in events.csv",
    "milestone.completed_recorded_at": "told by its event in events.csv",
    "milestone.dropped_on": "told by its event in events.csv",
    "milestone.dropped_reason": "told by its event in events.csv",
    "milestone.dropped_recorded_at": "told by its event in events.csv",
    "milestone.first_due_on": "told by its first event in events.csv",
    "milestone.missed_count": "counted anew from its dates",
    "milestone.promised_on": "told by its events in events.csv",
    "review.revision": "of the organisation that it falls into",
    "review_change.finding_id": "found by its subject, rule and day, as a finding that is gone",
    "review_change.replan_id": "found by milestone, day and `replan_recorded_at`",
    "review_entry.latest_status_update_id": "found by initiative, day and `reported_recorded_at`",
    "review_entry.reasons": "the rows of review_reasons.csv",
    "short_term_win.shared": "told by the rows of shares.csv",
    "share.short_term_win_id": "the column `win`",
}
# Days of files that need not have come.
MAY_LIE_AHEAD: Reasons = {
    "archived_on": "archiving may be announced",
    "case_for_change_on": "is not refused by an import, though it should have come",
    "clock_fixed_on": "any day may be the day on which a clock stands still",
    "due_on": "the day of a promise",
    "ended_on": "with the lifecycle, whose events have come",
    "from_due_on": "the day of a promise",
    "left_on": "leaving is announced",
    "next_due_on": "the day of a promise",
    "replan_recorded_at": "frozen with a review, which has come",
    "reported_on": "frozen with a review, which has come",
    "reported_recorded_at": "frozen with a review, which has come",
    "since_on": "lies before `held_on`, which has come",
    "started_on": "with the lifecycle, whose events have come",
    "target_on": "the day by which it should be done",
}
