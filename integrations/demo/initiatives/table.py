# ruff: noqa: E501 - prose
"""At the table: ordering, eating, paying."""

from integrations.demo.words import Change, Effort, Moment, Moved, Promise, ShareMade, Won

TABLE = (
    # A watermelon: its owner says on track, the facts are red.
    Effort(
        key="H-03",
        title="Handheld ordering at the table",
        summary=(
            "Waiters take orders on handhelds that talk to till and kitchen. One programme, three "
            "years of waiting for it, and a supplier who is always nearly ready."
        ),
        priority="CRITICAL",
        owner="maren",
        sponsor="priya",
        proposed=-347,
        case=(
            -340,
            "One order in fourteen is typed wrongly between notepad and till; guests pay for it twice: once in waiting, once on the bill.",
        ),
        objectives=("kitchen-and-service",),
        budget=960_000,
        benefit=(540_000, "Remade dishes and corrected bills per year"),
        target=30,
        life=(
            (-330, "COMMITTED", "", "priya"),
            (-316, "IN_PROGRESS", "Contract signed", "maren"),
        ),
        roles={
            "it": "Buys, builds and supports the handhelds",
            "waiters": "Try every release in two sites before it goes anywhere",
            "kitchen": "Says which words belong on a docket",
            "finance": "Closes the day from one till, not two",
        },
        changes=(
            Change("taking-order", 4, "Said once, typed once"),
            Change("paying", 3, "Pay where you sit"),
            Change(
                "first-contact",
                -2,
                "A waiter who looks at a screen does not look at the guest",
                -45,
            ),
        ),
        promises=(
            Promise(
                key="contract",
                title="Supplier contract signed",
                owner="priya",
                made=-330,
                due=-318,
                met=-316,
            ),
            Promise(
                key="lab",
                title="Handheld works in the test kitchen",
                owner="maren",
                made=-316,
                due=-252,
                moved=(
                    Moved(-249, -214, "Firmware refused our network", "maren"),
                    Moved(-210, -182, "Second firmware, same fault", "maren"),
                ),
                met=-176,
            ),
            Promise(
                key="two-sites",
                title="Two sites work a weekend without paper",
                owner="mateo",
                made=-300,
                due=-170,
                moved=(Moved(-168, -125, "Followed the lab", "maren"),),
            ),
            Promise(
                key="handhelds-north",
                title="Handhelds in all northern sites",
                owner="maren",
                made=-300,
                due=-88,
                moved=(Moved(-118, -42, "Batteries last until nine o'clock", "maren"),),
            ),
            Promise(
                key="handhelds-south",
                title="Handhelds in all southern sites",
                owner="maren",
                made=-300,
                due=28,
                waits_for=("H-03/handhelds-north",),
            ),
        ),
        said=(
            Moment(-247, "ON_TRACK", "A small firmware delay, no effect on the end date.", "maren"),
            Moment(-160, "ON_TRACK", "Lab passed. Full speed now.", "maren"),
            Moment(-99, "ON_TRACK", "New batteries ordered; the end date stands.", "maren"),
            Moment(-44, "ON_TRACK", "The supplier assures us of the next release.", "maren"),
            Moment(-8, "ON_TRACK", "Still confident of the end date.", "maren"),
        ),
        rated=(
            Moment(-140, "AMBER_RED", "Every milestone since the contract was met late or moved."),
            Moment(
                -36,
                "RED",
                "No site has worked a shift without paper. The end date is not credible.",
            ),
        ),
        comments=(
            Moment(
                -46,
                "two-sites",
                "We stopped at nine again. The guests were patient, my team was not.",
                "femi",
            ),
            Moment(-43, "two-sites", "The battery supplier has promised a fix.", "maren"),
            Moment(
                -10,
                "",
                "What would have to be true for the end date to hold? I would like to help.",
                "amara",
            ),
        ),
        worked=(-330, -280, -230, -175, -133),
    ),
    Effort(
        key="H-04",
        title="Kitchen display screens",
        summary="Every station sees what to cook next and what can wait; nothing is lost on the floor.",
        priority="HIGH",
        owner="aoife",
        sponsor="hanne",
        proposed=-287,
        case=(
            -280,
            "Nine dishes a night are forgotten because a paper docket fell or was covered.",
        ),
        objectives=("kitchen-and-service",),
        budget=310_000,
        target=80,
        life=(
            (-271, "COMMITTED", "", "hanne"),
            (-262, "IN_PROGRESS", "", "aoife"),
        ),
        roles={
            "kitchen": "Chooses the order of dishes and keeps to it",
            "it": "Screens that survive steam",
            "waiters": "Say when a table is ready for the next course",
        },
        changes=(
            Change("main-course", 4, "All plates of a table leave together", -90),
            Change("pace", 2, "The kitchen sees when a table wants time"),
            Change("hot-food", 2, "Delivery orders have a lane of their own"),
        ),
        promises=(
            Promise(
                key="station",
                title="One station runs a week on screens",
                owner="bruno",
                made=-262,
                due=-221,
                met=-219,
            ),
            Promise(
                key="manchester",
                title="Manchester cooks without paper",
                owner="bruno",
                made=-250,
                due=-150,
                moved=(Moved(-152, -120, "Screens failed in steam; new housings", "aoife"),),
                met=-117,
            ),
            Promise(
                key="twelve",
                title="Twelve kitchens on screens",
                owner="ruth",
                made=-200,
                due=-38,
                moved=(Moved(-40, 9, "Electricians are booked until then", "aoife"),),
            ),
            Promise(
                key="all", title="All 61 kitchens on screens", owner="aoife", made=-200, due=77
            ),
        ),
        wins=(
            Won(
                key="W-07",
                day=-101,
                title="No forgotten dish for four weeks in Manchester",
                what="The pass knows what is missing before the guest does",
                touchpoint="main-course",
                measure=("Forgotten dishes a night", "dishes", "9", "0", "Pass log, four weeks"),
                proven=True,
                due_to=("bruno", "rashid"),
                shared=(ShareMade(-96, "EMPLOYEES", "Head chefs' call", "bruno", "kitchen"),),
            ),
        ),
        said=(
            Moment(-148, "AT_RISK", "Steam won. New housings are on their way.", "aoife"),
            Moment(-112, "ON_TRACK", "Manchester is paperless and proud of it.", "aoife"),
            Moment(-37, "AT_RISK", "Electricians, not screens, hold us up.", "aoife"),
        ),
        comments=(
            Moment(-39, "twelve", "Could facilities lend us theirs for two weeks?", "hanne"),
        ),
        worked=(-260, -225, -170, -121, -84, -40, -14),
    ),
    Effort(
        key="H-06",
        title="Table slots of 75 minutes",
        summary=(
            "A second seating on Fridays and Saturdays by turning tables in seventy-five minutes: "
            "courses follow faster, the bill comes unasked."
        ),
        priority="HIGH",
        owner="hugh",
        sponsor="rowan",
        proposed=-198,
        case=(
            -190,
            "Rents rose by eleven percent. A second seating pays for it in two thirds of sites.",
        ),
        objectives=("more-guests",),
        budget=45_000,
        benefit=(880_000, "A second seating in 40 sites, two nights a week"),
        target=60,
        life=((-180, "COMMITTED", "", "rowan"), (-166, "IN_PROGRESS", "", "hugh")),
        roles={
            "finance": "Sets the target and watches it",
            "waiters": "Bring the bill with the dessert menu",
            "kitchen": "Main course twelve minutes after the starter is cleared",
        },
        changes=(
            Change("pace", -4, "Guests feel hurried; every third survey says so", -95),
            Change("bill", -2, "The bill comes before it is asked for", -95),
            Change("waiting", 2, "Tables come free when they should", -80),
        ),
        promises=(
            Promise(
                key="trial",
                title="Eight sites turn tables in 75 minutes",
                owner="hugh",
                made=-166,
                due=-104,
                met=-106,
            ),
            Promise(
                key="forty",
                title="Forty sites turn tables in 75 minutes",
                owner="hugh",
                made=-166,
                due=-20,
                moved=(Moved(-24, 21, "Service leads asked for the survey results first", "hugh"),),
            ),
        ),
        wins=(
            Won(
                key="W-08",
                day=-100,
                title="Eleven percent more covers in the trial",
                what="Eight sites seat a second round on Fridays",
                touchpoint="waiting",
                measure=("Covers per Friday", "covers", "164", "182", "Till data, eight sites"),
                proven=True,
                due_to=("hugh",),
                shared=(ShareMade(-98, "LEADERS", "Finance committee", "hugh"),),
            ),
        ),
        said=(
            Moment(-103, "ON_TRACK", "The trial pays. Rolling out.", "hugh"),
            Moment(
                -22, "AT_RISK", "Service wants to see surveys first. We wait three weeks.", "hugh"
            ),
        ),
        comments=(
            Moment(
                -94,
                "",
                "“We felt like luggage” is now the most frequent sentence in the surveys of the trial sites.",
                "ivo",
            ),
            Moment(
                -90,
                "forty",
                "Before forty sites I would like Evenings without a time limit at the same table.",
                "carys",
            ),
        ),
        worked=(-166, -130, -106, -61, -24),
    ),
    Effort(
        key="H-07",
        title="Evenings without a time limit",
        summary=(
            "From Sunday to Thursday a table is yours for the evening. Staff read the table instead "
            "of the clock, and the bill comes when it is asked for."
        ),
        priority="MEDIUM",
        owner="carys",
        sponsor="amara",
        proposed=-150,
        case=(-140, "Guests who stay longer than two hours return three times as often."),
        objectives=("repeat-visits", "guest-satisfaction"),
        budget=30_000,
        target=170,
        life=(
            (-75, "COMMITTED", "", "amara"),
            (-54, "IN_PROGRESS", "Six sites asked to begin", "carys"),
        ),
        roles={
            "waiters": "Read the table; ask before bringing anything",
            "kitchen": "Waits for the word from the floor",
            "bar": "Offers the last drink as a gift",
        },
        changes=(
            Change("pace", 4, "The evening has the guest's tempo"),
            Change("bill", 2, "The bill comes when it is asked for"),
            Change("goodbye", 2, "Nobody is asked to leave"),
        ),
        promises=(
            Promise(
                key="six", title="Six sites, six weeks", owner="nadia", made=-54, due=-6, met=-7
            ),
            Promise(
                key="rules",
                title="One page on who decides the tempo when",
                owner="carys",
                made=-50,
                due=16,
                waits_for=("H-06/forty",),
            ),
            Promise(
                key="thirty",
                title="Thirty sites, Sunday to Thursday",
                owner="nadia",
                made=-50,
                due=118,
            ),
        ),
        wins=(
            Won(
                key="W-09",
                day=-5,
                title="Six sites, and nobody felt hurried",
                what="“Felt hurried” fell from 31 to 6 % of surveys in the six sites",
                touchpoint="pace",
                measure=(
                    "Surveys that say “hurried”",
                    "percent",
                    "31",
                    "6",
                    "Surveys, six weeks each",
                ),
                proven=True,
                due_to=("nadia", "femi"),
            ),
        ),
        said=(Moment(-6, "ON_TRACK", "Six weeks done. The teams want to keep it.", "carys"),),
        comments=(
            Moment(
                -30,
                "rules",
                "We and the seventy-five minutes can't both be right on a Friday. Let us write down where each applies.",
                "carys",
            ),
        ),
        worked=(-75, -54, -33, -7),
    ),
    Effort(
        key="H-16",
        title="Transparent bills",
        summary="What the menu says is what the bill says: service, cover and offers included.",
        priority="MEDIUM",
        owner="ngozi",
        sponsor="rowan",
        proposed=-172,
        case=(-168, "One complaint in five is about the bill, and most are right."),
        objectives=("safe-and-accessible",),
        budget=25_000,
        target=10,
        life=((-150, "COMMITTED", "", "rowan"), (-141, "IN_PROGRESS", "", "ngozi")),
        roles={
            "finance": "Writes the bill in the words of the menu",
            "marketing": "No offer that the till does not know",
            "waiters": "Explain the service charge before the order",
        },
        changes=(
            Change("bill", 4, "The bill reads like the menu"),
            Change("complaint", 1, "Fewer about money"),
        ),
        promises=(
            Promise(
                key="words",
                title="Menu and bill use the same words",
                owner="beatrix",
                made=-141,
                due=-110,
                met=-88,
            ),
            Promise(
                key="offers",
                title="Every offer is in the till before it is in the window",
                owner="ngozi",
                made=-141,
                due=-60,
                moved=(Moved(-58, None, "Waits for the new tills; no date can be given", "ngozi"),),
                waits_for=("H-03/two-sites",),
            ),
            Promise(
                key="service",
                title="Service charge explained on one line",
                owner="ngozi",
                made=-141,
            ),
        ),
        said=(
            Moment(-87, "ON_TRACK", "Words agreed, three weeks late.", "ngozi"),
            Moment(-57, "AT_RISK", "We depend on the tills and they depend on batteries.", "ngozi"),
        ),
        worked=(-141, -110, -88, -58),
    ),
    Effort(
        key="H-19",
        title="A first drink within four minutes",
        summary="The drink order is taken at the door and waits at the table.",
        priority="MEDIUM",
        owner="greta",
        sponsor="ines",
        proposed=-131,
        case=(-128, "The first drink takes eleven minutes; the second is then not ordered."),
        objectives=("guest-satisfaction",),
        budget=38_000,
        target=66,
        life=((-116, "COMMITTED", "", "ines"), (-109, "IN_PROGRESS", "", "greta")),
        roles={
            "bar": "Has the six most ordered drinks ready to pour",
            "host-stand": "Asks on the way to the table",
            "waiters": "Carry what stands at the bar, whoever ordered it",
        },
        changes=(
            Change("first-drink", 4, "It is there before the menu is read", -40),
            Change("welcome", 1, "The host asks what you would like"),
        ),
        promises=(
            Promise(
                key="bristol",
                title="Bristol pours within four minutes",
                owner="callum",
                made=-109,
                due=-60,
                met=-62,
            ),
            Promise(
                key="ten",
                title="Ten sites within four minutes",
                owner="greta",
                made=-100,
                due=-8,
                met=-10,
            ),
            Promise(
                key="every", title="Every bar within four minutes", owner="greta", made=-100, due=58
            ),
        ),
        wins=(
            Won(
                key="W-10",
                day=-44,
                title="Bristol: eleven minutes became four",
                what="And the second drink is ordered by one guest in two",
                touchpoint="first-drink",
                measure=("Time to the first drink", "minutes", "11", "4", "Stopwatch, 120 tables"),
                proven=True,
                due_to=("callum",),
                shared=(
                    ShareMade(-42, "EMPLOYEES", "Bar managers' group", "greta", "bar"),
                    ShareMade(-39, "MIDDLE_MANAGERS", "Area meeting", "greta"),
                ),
            ),
            Won(
                key="W-11",
                day=-12,
                title="Hosts like asking",
                what="Hosts say the question starts a better conversation",
                touchpoint="welcome",
            ),
        ),
        said=(
            Moment(-61, "ON_TRACK", "Bristol is there.", "greta"),
            Moment(-10, "ON_TRACK", "Ten bars, two days early.", "greta"),
        ),
        worked=(-109, -85, -62, -44, -20, -10),
    ),
    Effort(
        key="H-21",
        title="Split-bill payments",
        summary="A group pays at the table, each their own, in one minute.",
        priority="LOW",
        owner="maren",
        sponsor=None,
        proposed=-48,
        objectives=("more-guests",),
        roles={"it": "Would build it on the new tills", "waiters": "Asked for it"},
        changes=(Change("paying", 3, "Each pays their own"),),
        comments=(
            Moment(-40, "", "Not before the handhelds work a whole shift, please.", "mateo"),
        ),
    ),
)
