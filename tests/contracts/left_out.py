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
