# ruff: noqa: E501 - prose
"""Behind the scenes, where guests feel it all the same."""

from integrations.demo.words import Change, Effort, Moment, Moved, Promise, ShareMade, Won

BEHIND = (
    Effort(
        key="H-10",
        title="Cleaning rounds during service",
        summary="Cleaning moved from before opening to all through the evening, where guests see it.",
        priority="MEDIUM",
        owner="wanda",
        sponsor="ines",
        proposed=-358,
        case=(
            -355,
            "Washrooms were cleaned at nine in the morning. Guests came at seven in the evening.",
        ),
        objectives=("guest-satisfaction",),
        budget=80_000,
        target=-150,
        life=(
            (-348, "COMMITTED", "", "ines"),
            (-341, "IN_PROGRESS", "", "wanda"),
            (-196, "EMBEDDING", "", "wanda"),
            (-110, "DONE", "A quarter without a fall", "wanda"),
        ),
        roles={
            "cleaning": "Rounds every forty minutes from six to ten",
            "waiters": "Say what they see",
            "finance": "Evening hours instead of morning hours",
        },
        changes=(
            Change("washroom", 5, "Clean at eight in the evening", -220),
            Change("pace", 1, "Tables cleared unasked", -200),
        ),
        promises=(
            Promise(
                key="glasgow",
                title="Glasgow tries evening rounds",
                owner="piotr",
                made=-341,
                due=-300,
                met=-303,
            ),
            Promise(
                key="rota",
                title="New rota agreed with every site",
                owner="wanda",
                made=-335,
                due=-250,
                moved=(Moved(-252, -228, "Buses do not run after eleven everywhere", "wanda"),),
                met=-230,
            ),
            Promise(
                key="all",
                title="Evening rounds in all sites",
                owner="wanda",
                made=-300,
                due=-200,
                met=-202,
            ),
        ),
        wins=(
            Won(
                key="W-17",
                day=-215,
                title="“Dirty” vanished from the reviews",
                what="The word was in one review in twelve and is in one in two hundred",
                touchpoint="washroom",
                measure=(
                    "Reviews that mention dirt",
                    "percent",
                    "8.3",
                    "0.5",
                    "All reviews, quarters",
                ),
                proven=True,
                due_to=("wanda", "piotr"),
                shared=(
                    ShareMade(-211, "LEADERS", "Board paper", "amara"),
                    ShareMade(
                        -209, "EMPLOYEES", "Breakfast with all cleaning teams", "wanda", "cleaning"
                    ),
                ),
            ),
        ),
        said=(
            Moment(-250, "AT_RISK", "The last bus decides our rota.", "wanda"),
            Moment(-201, "ON_TRACK", "Everywhere. Thank you, Piotr.", "wanda"),
        ),
        worked=(-341, -303, -260, -230, -202, -150),
    ),
    Effort(
        key="H-17",
        title="Goods in the kitchen by ten",
        summary="Deliveries arrive complete and before ten, so that mornings are for cooking.",
        priority="MEDIUM",
        owner="stella",
        sponsor="hanne",
        proposed=-204,
        case=(
            -201,
            "A third of deliveries come after eleven; then lunch is improvised, and guests taste it.",
        ),
        objectives=("kitchen-and-service",),
        budget=130_000,
        target=70,
        life=((-188, "COMMITTED", "", "hanne"), (-181, "IN_PROGRESS", "", "stella")),
        roles={
            "logistics": "Drives the new rounds",
            "kitchen": "Orders by six the evening before",
            "compliance": "Checks temperatures at the depot, not at the door",
        },
        changes=(
            Change("main-course", 2, "What is on the menu is in the kitchen", -50),
            Change("hot-food", 1, "No improvised lunch"),
        ),
        promises=(
            Promise(
                key="rounds",
                title="New rounds from Daventry",
                owner="gareth",
                made=-181,
                due=-130,
                met=-132,
            ),
            Promise(
                key="scan",
                title="Every crate is scanned on and off",
                owner="gareth",
                made=-170,
                due=-70,
                moved=(Moved(-74, -45, "Scanners came without chargers", "gareth"),),
                met=-46,
            ),
            Promise(
                key="ten", title="95 % of deliveries before ten", owner="stella", made=-170, due=12
            ),
            Promise(
                key="complete", title="99 % of orders complete", owner="stella", made=-100, due=64
            ),
        ),
        wins=(
            Won(
                key="W-18",
                day=-40,
                title="Nine in ten before ten",
                what="Morning is for stock and bread again",
                touchpoint="main-course",
                measure=("Deliveries before ten", "percent", "63", "91", "Depot and site scans"),
                proven=True,
                due_to=("gareth", "stella"),
            ),
        ),
        said=(
            Moment(-131, "ON_TRACK", "New rounds drive.", "stella"),
            Moment(-44, "ON_TRACK", "Scanning works, chargers and all.", "stella"),
            Moment(-4, "ON_TRACK", "93 %. The last two come from one bridge in Hull.", "stella"),
        ),
        worked=(-181, -150, -132, -88, -46, -18, -4),
    ),
    Effort(
        key="H-20",
        title="Onboarding for new hosts",
        summary="Every new starter spends their first week welcoming guests, whatever their job.",
        priority="MEDIUM",
        owner="ruth",
        sponsor=None,
        proposed=-165,
        objectives=("keep-our-people",),
        budget=40_000,
        target=50,
        life=((-152, "COMMITTED", "", "samuel"), (-140, "IN_PROGRESS", "", "ruth")),
        roles={"people": "Plans the week"},
        changes=(Change("welcome", 2, "More hands at the door"),),
        promises=(
            Promise(
                key="plan",
                title="The week is written down",
                owner="ruth",
                made=-140,
                due=-118,
                met=-119,
            ),
            Promise(
                key="pilot", title="Fifty starters have done it", owner="ruth", made=-140, due=-64
            ),
            Promise(key="all", title="Every starter does it", owner="ruth", made=-140, due=36),
        ),
        said=(Moment(-117, "ON_TRACK", "Written, printed, liked.", "ruth"),),
        comments=(
            Moment(
                -90,
                "pilot",
                "My hosts were not asked. Could we talk before people arrive?",
                "jonah",
            ),
        ),
        worked=(-140, -119),
    ),
)
