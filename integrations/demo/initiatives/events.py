# ruff: noqa: E501 - prose
"""Booking an event."""

from integrations.demo.words import Change, Effort, Moment, Moved, Promise, ShareMade, Won

EVENTS = (
    Effort(
        key="H-12",
        title="One contact for private events",
        summary=(
            "Whoever asks about a wedding or a wake gets one person's name and keeps it until the "
            "last guest has left. That person writes the one brief everyone works from."
        ),
        priority="HIGH",
        owner="zara",
        sponsor="ines",
        proposed=-230,
        case=(
            -226,
            "An event passes through seven departments. In eleven of the last forty someone did not know about the wheelchair, the cake or the speech.",
        ),
        objectives=("guest-satisfaction",),
        budget=95_000,
        benefit=(330_000, "Enquiries that become events"),
        target=110,
        life=((-214, "COMMITTED", "", "ines"), (-207, "IN_PROGRESS", "", "zara")),
        roles={
            "reservations": "The event desk: one name per event",
            "kitchen": "Cooks to the brief",
            "waiters": "Serve to the brief",
            "bar": "Pours to the brief",
            "finance": "Quotes within a day, bills what was quoted",
            "host-stand": "Expects the guests by name",
        },
        changes=(
            Change("event-call", 5, "The person who calls is the person who stays", -140),
            Change("event-brief", 5, "One page, written once", -90),
            Change("quote", 2, "Within a day", -60),
            Change("event-arrival", 4, "The door knows about the wheelchair", -60),
        ),
        promises=(
            Promise(
                key="desk",
                title="Event desk of six in place",
                owner="esther",
                made=-207,
                due=-160,
                met=-163,
            ),
            Promise(
                key="brief",
                title="Every event has one brief",
                owner="zara",
                made=-207,
                due=-95,
                met=-93,
            ),
            Promise(
                key="quote",
                title="Quotes within a day",
                owner="hugh",
                made=-180,
                due=-66,
                moved=(Moved(-70, -50, "Wine prices had to be settled first", "hugh"),),
                met=-54,
            ),
            Promise(
                key="sites",
                title="All 61 sites take events through the desk",
                owner="ruth",
                made=-120,
                due=33,
            ),
            Promise(
                key="bill",
                title="The final bill equals the quote in nine of ten events",
                owner="ngozi",
                made=-120,
                due=92,
                waits_for=("H-16/words",),
            ),
        ),
        wins=(
            Won(
                key="W-15",
                day=-86,
                title="Forty events, no forgotten wheelchair",
                what="What was said in the first call was there on the evening",
                touchpoint="event-arrival",
                measure=(
                    "Events where something agreed was missing",
                    "percent",
                    "27",
                    "2",
                    "Call to every host on the day after",
                ),
                proven=True,
                due_to=("zara", "callum", "nadia"),
                shared=(
                    ShareMade(-83, "LEADERS", "Executive committee", "zara"),
                    ShareMade(-80, "EMPLOYEES", "Thank-you round in nine sites", "zara"),
                    ShareMade(-75, "CUSTOMERS", "Stories on the events page", "beatrix"),
                ),
            ),
            Won(
                key="W-16",
                day=-48,
                title="A quote by the next morning",
                what="Three enquiries in five become an event; it was two",
                touchpoint="quote",
                measure=(
                    "Enquiries that become events",
                    "percent",
                    "41",
                    "58",
                    "Event desk, quarters",
                ),
                proven=True,
                due_to=("hugh", "zara"),
                shared=(ShareMade(-45, "MIDDLE_MANAGERS", "Area meeting", "zara"),),
            ),
        ),
        said=(
            Moment(-161, "ON_TRACK", "Six people, six names, one telephone.", "zara"),
            Moment(-92, "ON_TRACK", "One brief for every event since Monday.", "zara"),
            Moment(-20, "ON_TRACK", "49 of 61 sites.", "zara"),
        ),
        rated=(Moment(-64, "GREEN", "Benefits are measured and hold."),),
        worked=(-207, -163, -130, -93, -54, -20, -6),
    ),
    Effort(
        key="H-22",
        title="Early family seating",
        summary="From five to seven: small plates at once, crayons, and nobody looks cross.",
        priority="LOW",
        owner=None,
        sponsor=None,
        proposed=-66,
        case=(
            -60,
            "Families are a quarter of covers before seven and a tenth of what we plan for.",
        ),
        objectives=("safe-and-accessible",),
        roles={
            "waiters": "Would serve children first",
            "kitchen": "Would cook small plates at once",
        },
        changes=(Change("first-contact", 2, "Children first"), Change("pace", 1, "Home by seven")),
        comments=(
            Moment(
                -50,
                "",
                "I would love this, but not as a fifth thing on my list. Who takes it?",
                "carys",
            ),
        ),
    ),
)
