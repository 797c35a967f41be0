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
# Tables that no Entity reads.
NOT_IN_THE_CATALOGUE: Reasons = {
    "activity": "signs of life are counted into the stall risk, and shown nowhere else",
    "credit": "ties a win to people: ShortTermWin.due_to",
    "dependency": "ties milestones: Milestone.depends_on and needed_by",
    "finding_initiative": "ties findings to initiatives: Initiative.findings",
    "idempotency_key": "of the server alone",
    "import_run": "read by the pages of an import, without GraphQL",
    "initiative_objective": "ties initiatives to objectives: Objective.initiatives",
    "invitation": "Member.invitation_mail says what became of it",
    "portfolio_day": "Query.portfolioHistory computes from it",
    "reminder": "of the worker that mails",
    "reopening": "read with the promises of a past day",
    "visit": "Viewer.since_last_visit computes from it",
}
# Tables that nothing lists, whatever they refer to.
NOT_LISTED_TABLES: Reasons = {
    "activity": "counted into the stall risk",
    "idempotency_key": "of the server alone",
    "import_run": "of the pages of an import",
    "invitation": "of mail from this server",
    "reminder": "of mail from this server",
    "reopening": "read with the promises of a past day",
    "visit": "of the server alone",
}
# Columns that only say who wrote a row or did what it tells: a person does not list all they did.
WHO_DID_IT = frozenset({"person_id"})
# References whose target does not list what refers to it.
NOT_LISTED: Reasons = {
    "access_token.member_id": "tokens(filter: {personId}) lists them for an administrator",
    "action.initiative_id": "actions(filter: {initiativeId}) lists them",
    "action.owner_id": "actions(filter: {ownerId}) lists them",
    "decision.initiative_id": "decisions(filter: {initiativeId}) lists them",
    "decision.owner_id": "decisions(filter: {ownerId}) lists them",
    "finding.initiative_id": "Initiative.findings lists them with those that involve it",
    "finding_initiative.finding_id": "ties findings to the initiatives that see them",
    "finding_initiative.initiative_id": "Initiative.findings reads it by a query of its own",
    "objective.owner_id": "objectives(filter: {ownerId}) lists them",
    "review.previous_id": "only the next review looks back",
    "share.department_id": "ShortTermWin.shares says who was told",
    "stall_risk_current.next_milestone_id": "a fact of the stall risk, no list",
    "stall_risk_current.oldest_overdue_milestone_id": "a fact of the stall risk, no list",
}
# Tables whose rows only what froze them lists: they tell of their targets as these were.
FROZEN: Reasons = {
    "review_change": "a line of a review",
    "review_entry": "an initiative as a review showed it",
}
# Entities with a title or a name that are not searched.
NOT_SEARCHED: Reasons = {
    "Organisation": "there is one, and whoever asks is in it",
    "Review": "few, and found by their day",
    "ReviewChange": "a line of a review",
    "ReviewEntry": "an initiative as a review showed it: the initiative is found",
}
# Verbs that are done to one thing at a time.
ONE_AT_A_TIME_VERBS: Reasons = {
    "archive": "what leaves the lists is looked at one by one, but for initiatives",
    "unarchive": "a mistake is taken back one by one",
    "remove": "a mistake is taken back one by one",
    "reopen": "a mistake is taken back one by one",
    "unshare": "a mistake is taken back one by one",
}
# Changes that are made to one thing at a time.
ONE_AT_A_TIME: Reasons = {
    **dict.fromkeys(
        ("action_add", "action_complete", "action_update", "review_hold", "review_update"),
        "said in a review, one after the other",
    ),
    **dict.fromkeys(
        ("decision_ask", "decision_take", "decision_update", "decision_withdraw"),
        "decided one by one",
    ),
    **dict.fromkeys(("comment_add", "comment_edit"), "somebody's own words"),
    **dict.fromkeys(
        (
            "initiative_commit",
            "initiative_start",
            "initiative_hold",
            "initiative_resume",
            "initiative_embed",
            "initiative_finish",
            "initiative_stop",
            "initiative_assign_sponsor",
        ),
        "a step in the life of an initiative is decided for each",
    ),
    **dict.fromkeys(
        (
            "journey_create",
            "journey_update",
            "journey_reorder_stages",
            "stage_create",
            "stage_update",
            "stage_reorder_touchpoints",
            "department_update",
            "objective_create",
            "objective_update",
        ),
        "few in a company; many come by an import",
    ),
    **dict.fromkeys(
        ("initiative_objective_add",),
        "few for each initiative; many come by an import",
    ),
    **dict.fromkeys(
        ("person_erase", "person_leave", "person_set_reminders", "session_end_all"),
        "of one person, on purpose",
    ),
    **dict.fromkeys(
        ("finding_threshold_set", "organisation_update"), "a setting of the organisation"
    ),
    **dict.fromkeys(
        ("short_term_win_credit", "short_term_win_prove", "short_term_win_update"),
        "a win gets its evidence and its people one by one",
    ),
    "effect_mark_observed": "seen at one touchpoint",
    "milestone_undate": "a promise is withdrawn for a reason of its own",
}
# References without extended statistics.
WITHOUT_STATISTICS: Reasons = {
    **dict.fromkeys(
        (
            "action.owner_id",
            "decision.asked_by_id",
            "decision.closed_by_id",
            "decision.owner_id",
            "import_run.person_id",
            "invitation.invited_by_id",
            "lifecycle_move.person_id",
            "review.held_by_id",
            "review.previous_id",
            "access_token.member_id",
        ),
        "no list of its rows is read by it",
    ),
    **dict.fromkeys(
        (
            "review_change.finding_id",
            "review_change.initiative_id",
            "review_change.milestone_id",
            "review_change.person_id",
            "review_change.replan_id",
            "review_change.short_term_win_id",
            "review_entry.initiative_id",
            "review_entry.latest_status_update_id",
            "review_entry.next_milestone_id",
            "review_entry.owner_id",
        ),
        "frozen rows are read by their review",
    ),
    **dict.fromkeys(
        ("idempotency_key.token_id", "visit.token_id"), "read by the whole primary key"
    ),
}
# Tables of which the demonstration has no row.
NOT_IN_THE_DEMO: Reasons = {
    **dict.fromkeys(
        ("access_token", "member", "invitation", "reminder"),
        "who may come in is of the installation that shows it",
    ),
    **dict.fromkeys(("idempotency_key", "import_run", "visit"), "written by requests to a server"),
    "portfolio_day": "counted by the sweep once a day has passed",
    "reopening": "no milestone of the story is taken back",
}
# Kinds of which the story of the demonstration has no row.
NOT_TOLD_BY_THE_STORY: Reasons = {
    "Decision": "asked and taken in the reviews, which integrations/demo/ holds after the import",
}
# Inputs that a form takes in another way than they are declared.
FORMS_OF_THEIR_OWN: Reasons = {
    "dependency_add.milestoneId": "the milestone beside which the form stands",
    "dependency_remove.milestoneId": "the milestone beside which the form stands",
    "short_term_win_credit.personIds": "an empty list takes everybody away, so it may stay empty",
    "short_term_win_unshare.shareId": "the telling beside which the form stands",
}
# Attributes that may be given and whose cell in the template is empty.
WITHOUT_EXAMPLE: Reasons = {
    "Decision.review": "of the example, the next review has not been held",
}
# Enums that pages ask and whose values are not words of a dictionary.
ENUMS_WITHOUT_WORDS: Reasons = {
    "DecisionState": "templates ask for ASKED and TAKEN and write a sentence for each",
    "EventKind": "words.happened says it of every kind",
    "FindingFact": "board/findings/evidence.py says each, with what belongs to it",
    "Proof": "board/reviews/pack/changes.py says how sure a win is (SURE)",
}
# Root lists with an archive that the page of the archived does not show.
NOT_ON_THE_ARCHIVED_PAGE: Reasons = {
    "findings": "what the facts no longer show is gone, and not brought back",
    "shortTermWins": "shown and brought back on the page of its initiative",
}
# Entities of root lists without a page.
WITHOUT_A_PAGE: Reasons = {
    "AccessToken": "on the page of tokens",
    "Action": "on the page of its review",
    "Decision": "on the page of its review, or of the next",
    "Event": "on the page of the trail",
    "Finding": "on the page of findings, and where it belongs",
    "Member": "on the page of its person",
    "Milestone": "on the page of its initiative",
    "ShortTermWin": "on the page of its initiative",
}
# Changes of what hangs on an initiative that end no silence.
NO_SIGN_OF_LIFE: Reasons = {
    **dict.fromkeys(
        (
            "action_add",
            "action_complete",
            "action_reopen",
            "action_update",
            "decision_ask",
            "decision_take",
            "decision_update",
            "decision_withdraw",
        ),
        "leadership speaks, and not those who work on it",
    ),
    **dict.fromkeys(("comment_add", "comment_archive", "comment_edit"), "talk is no work"),
    **dict.fromkeys(
        (
            "dependency_add",
            "dependency_remove",
            "effect_mark_observed",
            "effect_remove",
            "effect_set",
            "initiative_objective_add",
            "initiative_objective_remove",
            "participation_remove",
            "participation_set",
        ),
        "says what it is tied to, and nothing was done yet",
    ),
    **dict.fromkeys(("finding_acknowledge", "finding_unacknowledge"), "says that it is known"),
    **dict.fromkeys(
        (
            "initiative_archive",
            "initiative_unarchive",
            "initiative_assign_owner",
            "initiative_assign_sponsor",
            "initiative_update",
            "milestone_update",
            "short_term_win_archive",
            "short_term_win_unarchive",
            "short_term_win_credit",
            "short_term_win_prove",
            "short_term_win_unshare",
            "short_term_win_update",
        ),
        "what is on record is put in order, and nothing was done",
    ),
}
# Tables below an initiative of which no past day, no change and no reminder tells.
NOT_TOLD_OF_THE_PAST: Reasons = {
    "action": "a review keeps its own; its owner is not reminded of it yet",
    "assessment": "of the history of an initiative, by its day",
    "comment": "talk is no state of the portfolio",
    "credit": "whom a win is due to is as it is now",
    "decision": "a review keeps its own; whom it is asked of is not reminded yet",
    "dependency": "what waits for what is as it is now",
    "effect": "what it changes is as it is now",
    "initiative_objective": "what it serves is as it is now",
    "milestone_promise": "a view over milestones and new dates, which are told",
    "participation": "who takes part is as it is now",
    "review_entry": "is itself a past day, frozen",
    "stall_risk_history": "is itself of past days",
}
# Root lists of what hangs on an initiative that are not counted.
NOT_COUNTED: Reasons = {
    "auditTrail": "an administrator alone asks it, and sees everything",
}
