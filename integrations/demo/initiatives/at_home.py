# ruff: noqa: E501 - prose
"""Ordering for home."""

from integrations.demo.words import Change, Effort, Moment, Moved, Promise, ShareMade, Won

AT_HOME = (
    # The second watermelon.
    Effort(
        key="H-05",
        title="Deliver orders within 35 minutes",
        summary=(
            "Delivery orders leave the kitchen within twelve minutes and reach the guest within "
            "thirty-five. Partners' couriers and our own share one dispatch."
        ),
        priority="HIGH",
        owner="anouk",
        sponsor="declan",
        proposed=-296,
        case=(
            -290,
            "One order in three is late. Late guests order half as often afterwards, and tell twice as many people.",
        ),
        objectives=("delivery-standard",),
        budget=410_000,
        benefit=(700_000, "Repeat orders kept"),
        target=45,
        life=((-281, "COMMITTED", "", "declan"), (-274, "IN_PROGRESS", "", "anouk")),
        roles={
            "logistics": "Dispatches couriers, ours and partners'",
            "kitchen": "Cooks delivery within twelve minutes",
            "web": "Promises only what dispatch can keep",
            "reservations": "Calls before the guest does",
        },
        changes=(
            Change("delivery-promise", 4, "The time shown is the time kept"),
            Change("tracking", 2, "The dot on the map is a courier"),
            Change("main-course", -3, "At peak, delivery dishes push the dining room back", -120),
            Change("late-call", 2, "We ring first", -60),
        ),
        promises=(
            Promise(
                key="dispatch",
                title="One dispatch for our own and partners' couriers",
                owner="anouk",
                made=-274,
                due=-196,
                moved=(Moved(-190, -140, "Second partner changed its interface", "anouk"),),
                met=-133,
            ),
            Promise(
                key="london",
                title="Nine in ten London orders within 35 minutes",
                owner="anouk",
                made=-274,
                due=-92,
                moved=(Moved(-85, -29, "Couriers are short in the whole city", "anouk"),),
            ),
            Promise(
                key="promise",
                title="The app promises what dispatch can keep",
                owner="arjun",
                made=-240,
                due=-64,
                moved=(Moved(-58, -18, "App release moved", "arjun"),),
            ),
            Promise(
                key="all",
                title="Nine in ten of all orders within 35 minutes",
                owner="anouk",
                made=-274,
                due=40,
                waits_for=("H-04/all",),
            ),
        ),
        wins=(
            Won(
                key="W-12",
                day=-128,
                title="One map for all couriers",
                what="Dispatch sees every courier, whoever employs them",
                touchpoint="tracking",
            ),
        ),
        said=(
            Moment(-188, "AT_RISK", "A partner changed its interface overnight.", "anouk"),
            Moment(-130, "ON_TRACK", "One dispatch. London next.", "anouk"),
            Moment(-83, "ON_TRACK", "A few weeks for couriers to come back.", "anouk"),
            Moment(-11, "ON_TRACK", "Figures are moving in the right direction.", "anouk"),
        ),
        rated=(
            Moment(
                -50, "AMBER_RED", "61 % of London orders are within 35 minutes; the date says 90 %."
            ),
        ),
        comments=(
            Moment(
                -118,
                "",
                "On Friday the dining room waited eleven minutes longer. Who decides whose plate goes first?",
                "bruno",
            ),
            Moment(-26, "london", "We are at 61 %. What would you need?", "declan"),
        ),
        worked=(-274, -233, -190, -133, -97, -64),
    ),
    Effort(
        key="H-11",
        title="Keep delivered food hot",
        summary="New boxes, a second look at the menu, and a lane on the pass for what travels.",
        priority="HIGH",
        owner="bruno",
        sponsor="hanne",
        proposed=-243,
        case=(-238, "“Cold” is in 27 % of all delivery reviews."),
        objectives=("delivery-standard",),
        budget=150_000,
        target=100,
        life=((-226, "COMMITTED", "", "hanne"), (-215, "IN_PROGRESS", "", "bruno")),
        roles={
            "kitchen": "Takes nineteen dishes off the delivery menu",
            "logistics": "Buys boxes that keep 63 degrees for half an hour",
            "marketing": "Shows what really arrives",
        },
        changes=(
            Change("hot-food", 5, "63 degrees at the door"),
            Change("partner-listing", -1, "Nineteen dishes fewer to choose from", -70),
        ),
        promises=(
            Promise(
                key="menu",
                title="Dishes that don't travel are off the delivery menu",
                owner="bruno",
                made=-215,
                due=-170,
                met=-171,
            ),
            Promise(
                key="box",
                title="A box that keeps 63 degrees for thirty minutes",
                owner="stella",
                made=-215,
                due=-130,
                moved=(
                    Moved(-127, -90, "First supplier's box leaked", "stella"),
                    Moved(-86, -33, "Second supplier has no certificate", "stella"),
                    Moved(-31, 26, "Certificate expected in three weeks", "stella"),
                ),
            ),
            Promise(
                key="lane",
                title="A lane on every pass for what travels",
                owner="yuki",
                made=-180,
                due=52,
                waits_for=("H-04/twelve", "H-11/box"),
            ),
        ),
        said=(
            Moment(-125, "AT_RISK", "The box leaks.", "bruno"),
            Moment(-84, "AT_RISK", "The next box is good but has no certificate.", "bruno"),
            Moment(
                -30, "OFF_TRACK", "Without a box there is no hot food. I asked for help.", "bruno"
            ),
        ),
        comments=(
            Moment(-29, "box", "I know a certified maker in Utrecht. Shall I call them?", "anouk"),
            Moment(-28, "box", "Please do.", "bruno"),
        ),
        worked=(-215, -171, -127, -86, -58, -31, -19),
    ),
    Effort(
        key="H-13",
        title="Answer delivery complaints within a day",
        summary=(
            "Whoever complains hears from a person within a day, with an answer and something that "
            "puts it right. The site learns of it before its next shift."
        ),
        priority="HIGH",
        owner="paloma",
        sponsor="amara",
        proposed=-262,
        case=(
            -258,
            "The median answer took six days. A good apology within a day turns two complaints in three into another visit.",
        ),
        objectives=("delivery-standard",),
        budget=70_000,
        target=25,
        life=((-252, "COMMITTED", "", "amara"), (-246, "IN_PROGRESS", "", "paloma")),
        roles={
            "cx": "Answers within a day, and may decide up to 150 pounds",
            "finance": "Pays refunds without a form",
            "waiters": "Hear what happened at the next briefing",
            "kitchen": "Hear what happened at the next briefing",
            "web": "One place to complain in app and website",
        },
        changes=(
            Change("complaint", 5, "A person answers within a day", -120),
            Change("refund", 4, "Decided by whoever picks up", -120),
        ),
        promises=(
            Promise(
                key="mandate",
                title="The team may decide up to £150",
                owner="hugh",
                made=-246,
                due=-215,
                met=-222,
            ),
            Promise(
                key="day",
                title="Nine in ten answers within a day",
                owner="paloma",
                made=-246,
                due=-130,
                met=-128,
            ),
            Promise(
                key="loop",
                title="Every site hears of a complaint before its next shift",
                owner="ivo",
                made=-200,
                due=-52,
                moved=(Moved(-55, -15, "Sites wanted it in the table picture", "ivo"),),
                met=-17,
            ),
            Promise(
                key="month", title="Three months of nine in ten", owner="paloma", made=-128, due=24
            ),
        ),
        wins=(
            Won(
                key="W-13",
                day=-124,
                title="From six days to nineteen hours",
                what="A person answers, with a name and a mandate",
                touchpoint="complaint",
                measure=("Median time to an answer", "hours", "144", "19", "Complaint system"),
                proven=True,
                due_to=("paloma", "hugh"),
                shared=(
                    ShareMade(-121, "LEADERS", "Board paper", "amara"),
                    ShareMade(-119, "EMPLOYEES", "Town hall", "paloma"),
                    ShareMade(-115, "CUSTOMERS", "Letter to everyone who had waited", "paloma"),
                ),
            ),
            Won(
                key="W-14",
                day=-16,
                title="The kitchen knows before the next shift",
                what="A cold main on Friday is talked about on Saturday at four",
                touchpoint="complaint",
                due_to=("ivo",),
                shared=(ShareMade(-14, "EMPLOYEES", "Kitchen noticeboard", "rashid", "kitchen"),),
            ),
        ),
        said=(
            Moment(-127, "ON_TRACK", "Nine in ten within a day, for the first time.", "paloma"),
            Moment(-16, "ON_TRACK", "The loop is closed. Now to keep it.", "paloma"),
        ),
        rated=(Moment(-70, "GREEN", "Checked on 200 cases."),),
        worked=(-246, -222, -180, -128, -80, -55, -17, -2),
    ),
    Effort(
        key="H-15",
        title="Move the loyalty card to the app",
        summary="Points in the app instead of stamps on a card.",
        priority="LOW",
        owner="simon",
        sponsor="declan",
        proposed=-320,
        case=(-318, "Nobody knows who our 90,000 card holders are."),
        objectives=("repeat-visits",),
        budget=120_000,
        target=-60,
        life=(
            (-301, "COMMITTED", "", "declan"),
            (-290, "IN_PROGRESS", "", "simon"),
            (
                -118,
                "STOPPED",
                "Its lead left and guests told us they like the card. Dropped for the quarter's budget.",
                "declan",
            ),
        ),
        roles={"marketing": "Runs the programme", "web": "Builds it", "host-stand": "Explains it"},
        changes=(Change("loyalty", 2, "Points that do not get lost"),),
        promises=(
            Promise(
                key="prototype",
                title="Prototype with 200 guests",
                owner="kofi",
                made=-290,
                due=-240,
                met=-233,
            ),
            Promise(
                key="launch",
                title="Launch in ten sites",
                owner="simon",
                made=-290,
                due=-150,
                moved=(Moved(-146, -100, "App release moved", "simon"),),
                dropped=(-118, "Stopped with the initiative"),
            ),
        ),
        said=(
            Moment(-232, "ON_TRACK", "Guests are polite about it.", "simon"),
            Moment(-145, "AT_RISK", "The app is busy with delivery.", "simon"),
        ),
        worked=(-290, -233, -190, -146),
    ),
    Effort(
        key="H-09",
        title="One guest record for all channels",
        summary="Bookings, orders, complaints and wishes of one guest in one place, kept lawfully.",
        priority="HIGH",
        owner="dev",
        sponsor="priya",
        proposed=-276,
        case=(
            -270,
            "We greet guests of ten years as strangers, and ask a guest we have just let down to recommend us.",
        ),
        objectives=("repeat-visits",),
        budget=520_000,
        target=200,
        life=(
            (-250, "COMMITTED", "", "priya"),
            (-236, "IN_PROGRESS", "", "dev"),
            (
                -79,
                "ON_HOLD",
                "The data protection assessment found no basis for joining app and card data; new consent comes first",
                "elias",
            ),
        ),
        roles={
            "it": "Builds the record",
            "compliance": "Says what may be joined, and for how long",
            "marketing": "Asks for consent in words a guest understands",
            "reservations": "First to work with it",
        },
        changes=(
            Change("welcome", 3, "Known by name, if they wish"),
            Change("survey", 2, "Nobody we let down is asked for five stars"),
        ),
        promises=(
            Promise(
                key="assessment",
                title="Data protection assessment done",
                owner="elias",
                made=-236,
                due=-160,
                moved=(Moved(-158, -110, "Card data was older than its documents", "elias"),),
                met=-82,
            ),
            Promise(
                key="consent",
                title="New consent asked of 400,000 guests",
                owner="kofi",
                made=-79,
                due=88,
            ),
            Promise(
                key="first",
                title="Reservations work with one record",
                owner="dev",
                made=-236,
                due=-40,
                moved=(Moved(-79, None, "On hold until consent is there", "dev"),),
            ),
        ),
        said=(
            Moment(-157, "AT_RISK", "The card data is a mess, politely speaking.", "dev"),
            Moment(-78, "OFF_TRACK", "On hold. Consent first: it is the right order.", "dev"),
        ),
        comments=(Moment(-77, "", "Thank you for stopping instead of arguing.", "elias"),),
        worked=(-236, -200, -158, -110, -82),
    ),
)
