# ruff: noqa: E501, ISC004 - prose
"""From the booking to the seat."""

from integrations.demo.words import Change, Effort, Moment, Moved, Promise, ShareMade, Won

DINING_ROOM = (
    Effort(
        key="H-01",
        title="Seat bookings within ten minutes",
        summary=(
            "Guests with a booking wait nineteen minutes on a Friday night. Host stand, waiters and "
            "kitchen share one live picture of tables, so that a table is ready when its guests are."
        ),
        priority="CRITICAL",
        owner="jonah",
        sponsor="ines",
        proposed=-352,
        case=(
            -350,
            "One booked guest in nine leaves before being seated on Fridays and Saturdays. Each "
            "writes about it twice as often as a happy guest does, and 64 % of them never return.",
        ),
        objectives=("guest-satisfaction", "more-guests"),
        budget=185_000,
        benefit=(
            620_000,
            "Covers lost at the door on two nights a week, at the group's average spend",
        ),
        target=95,
        life=(
            (-338, "COMMITTED", "Backed by operations after the walk-out count", "ines"),
            (-322, "IN_PROGRESS", "Pilot sites chosen", "jonah"),
        ),
        roles={
            "host-stand": "Runs the door and the table picture; owns the ten minutes",
            "waiters": "Call a table free the moment it is, not when it is laid",
            "cleaning": "Turn a table in four minutes at peak",
            "it": "Shows booking, table and bill state on one screen",
            "kitchen": "Warns the door when the pass is more than twelve minutes behind",
        },
        changes=(
            Change("waiting", 5, "Nobody with a booking waits longer than ten minutes", -118),
            Change("welcome", 3, "The host greets instead of apologising", -118),
            Change("pace", 1, "Tables are offered when the kitchen can follow"),
        ),
        promises=(
            Promise(
                key="count",
                title="Walk-outs counted at all 61 doors",
                owner="ivo",
                made=-320,
                due=-291,
                met=-293,
            ),
            Promise(
                key="pilot",
                title="Table picture live in five pilot sites",
                owner="viktor",
                made=-320,
                due=-236,
                moved=(Moved(-241, -208, "Two sites had no network at the host stand", "viktor"),),
                met=-211,
            ),
            Promise(
                key="north",
                title="Twenty northern sites on the table picture",
                owner="leila",
                made=-300,
                due=-98,
                moved=(
                    Moved(
                        -112, -70, "Moved behind the school holidays at the sites' request", "leila"
                    ),
                ),
                met=-73,
            ),
            Promise(
                key="south",
                title="Twenty-two southern sites on the table picture",
                owner="owen",
                made=-206,
                due=19,
            ),
            Promise(
                key="rest",
                title="The last fourteen sites",
                owner="jonah",
                made=-70,
                due=74,
                waits_for=("H-03/handhelds-north",),
            ),
        ),
        wins=(
            Won(
                key="W-01",
                day=-158,
                title="Waiting halved in Leeds",
                what="Guests see their place in the queue; the host seats by readiness, not by list",
                touchpoint="waiting",
                measure=(
                    "Median wait with a booking, Fridays",
                    "minutes",
                    "19",
                    "9",
                    "Door log, four weeks before and after",
                ),
                proven=True,
                due_to=("leila", "femi"),
                shared=(
                    ShareMade(
                        -154,
                        "EMPLOYEES",
                        "Shift briefing with the Leeds team on video",
                        "leila",
                        "waiters",
                    ),
                    ShareMade(-150, "LEADERS", "Monday operations call", "jonah"),
                    ShareMade(-149, "EMPLOYEES", "Kitchen noticeboard", "rashid", "kitchen"),
                ),
            ),
            Won(
                key="W-02",
                day=-64,
                title="Walk-outs down by a third across the north",
                what="Sixty guests a night who used to leave now stay for dinner",
                touchpoint="waiting",
                measure=(
                    "Walk-outs of booked guests, Fridays and Saturdays",
                    "per night",
                    "171",
                    "112",
                    "Door counts, 20 sites",
                ),
                proven=True,
                due_to=("leila", "wanda"),
                shared=(
                    ShareMade(-60, "LEADERS", "Board paper", "amara"),
                    ShareMade(-58, "EMPLOYEES", "Letter to every host", "jonah", "host-stand"),
                ),
            ),
        ),
        said=(
            Moment(
                -290,
                "ON_TRACK",
                "The doors are counting. The number is worse than we thought.",
                "jonah",
            ),
            Moment(
                -232, "AT_RISK", "Two pilot sites need cabling first. New date agreed.", "jonah"
            ),
            Moment(
                -150, "ON_TRACK", "Leeds shows it works. Training the northern leads now.", "jonah"
            ),
            Moment(
                -69, "ON_TRACK", "The north is live, three days early on the new plan.", "jonah"
            ),
            Moment(-9, "ON_TRACK", "Sixteen of twenty-two southern sites are live.", "jonah"),
        ),
        rated=(Moment(-88, "AMBER_GREEN", "Evidence is sound; the south depends on cabling."),),
        comments=(
            Moment(
                -110,
                "north",
                "Half-term is the wrong fortnight for new screens. Please move it.",
                "mateo",
            ),
            Moment(-109, "north", "Moved to the week after. Thanks for saying so early.", "leila"),
            Moment(-12, "south", "Bristol asks whether cleaning can have a screen too.", "owen"),
        ),
        worked=(-340, -300, -262, -190, -140, -96, -41, -22, -9, -3),
    ),
    Effort(
        key="H-02",
        title="One allergen answer in every channel",
        summary=(
            "Website, menu, waiter and kitchen give the same answer about allergens, from one "
            "recipe record, and the guest never has to ask twice."
        ),
        priority="CRITICAL",
        owner="tamsin",
        sponsor="mirela",
        proposed=-334,
        case=(
            -330,
            "Three guests were served something we had told them was safe. All three recovered. The "
            "website, the menu and the kitchen each had a different recipe on file.",
        ),
        objectives=("safe-and-accessible",),
        budget=240_000,
        target=120,
        life=(
            (-321, "COMMITTED", "Decided by the board on the day of the third incident", "tobias"),
            (-309, "IN_PROGRESS", "", "tamsin"),
        ),
        roles={
            "compliance": "Owns the recipe record and signs every change",
            "kitchen": "Cooks to the record; tells compliance before a supplier changes",
            "waiters": "Answer from the record, never from memory",
            "web": "Shows the record on website and app",
            "logistics": "No substitute product without a new record",
            "people": "Every new starter passes the allergy talk in week one",
        },
        changes=(
            Change("allergy-info", 5, "The website shows today's recipes", -77),
            Change("allergy-talk", 5, "The waiter answers with the record in hand"),
            Change("taking-order", -1, "An order with an allergy takes a minute longer", -40),
        ),
        promises=(
            Promise(
                key="record",
                title="One recipe record for all 214 dishes",
                owner="yuki",
                made=-309,
                due=-229,
                moved=(Moved(-232, -190, "Eleven suppliers had not answered", "tamsin"),),
                met=-186,
            ),
            Promise(
                key="website",
                title="Website and app read the record",
                owner="lucas",
                made=-300,
                due=-120,
                moved=(Moved(-118, -80, "The record came six weeks late", "lucas"),),
                met=-79,
            ),
            Promise(
                key="talk",
                title="Every waiter has passed the allergy talk",
                owner="ruth",
                made=-250,
                due=-30,
                moved=(Moved(-27, 38, "312 seasonal starters joined in the meantime", "ruth"),),
            ),
            Promise(
                key="suppliers",
                title="No substitute leaves the depot without a record",
                owner="gareth",
                made=-180,
                due=61,
                waits_for=("H-17/scan",),
            ),
        ),
        wins=(
            Won(
                key="W-03",
                day=-74,
                title="The website and the kitchen agree",
                what="For the first time a guest reads at home what the chef reads at the pass",
                touchpoint="allergy-info",
                measure=(
                    "Dishes with differing allergen information",
                    "dishes",
                    "38",
                    "0",
                    "Compliance audit of 214 dishes",
                ),
                proven=True,
                due_to=("lucas", "yuki", "tamsin"),
                shared=(
                    ShareMade(-71, "CUSTOMERS", "Note on the menu page", "beatrix"),
                    ShareMade(-70, "LEADERS", "Food safety committee", "mirela"),
                    ShareMade(-66, "EMPLOYEES", "Pre-shift card", "nadia", "waiters"),
                ),
            ),
        ),
        said=(
            Moment(
                -228, "AT_RISK", "Suppliers are slower than feared. We ring each of them.", "tamsin"
            ),
            Moment(-117, "AT_RISK", "The website waits for us, not the other way round.", "tamsin"),
            Moment(
                -76,
                "ON_TRACK",
                "Website live. Now the hard part: a thousand conversations.",
                "tamsin",
            ),
            Moment(
                -25,
                "AT_RISK",
                "Training moved for the seasonal starters; 71 % have passed.",
                "tamsin",
            ),
        ),
        rated=(Moment(-60, "AMBER", "Strong control over recipes, weak over substitutes."),),
        comments=(
            Moment(
                -29, "talk", "Can we do it in the first paid hour instead of week one?", "samuel"
            ),
            Moment(-28, "talk", "Yes, if compliance can lend two trainers on Mondays.", "ruth"),
        ),
        worked=(-305, -270, -215, -160, -101, -52, -16, -5),
    ),
    Effort(
        key="H-08",
        title="Longer calls on the reservations line",
        summary=(
            "The reservations team was measured by calls ended in under two minutes. Guests rang "
            "again, or gave up. Now it is measured by calls that need no second one."
        ),
        priority="HIGH",
        owner="esther",
        sponsor="amara",
        proposed=-361,
        case=(
            -359,
            "38 % of callers rang twice about the same evening. The two-minute target was met every "
            "month while one call in four ended without a booking.",
        ),
        objectives=("guest-satisfaction",),
        budget=60_000,
        benefit=(210_000, "Bookings made on the first call"),
        target=-20,
        life=(
            (-350, "COMMITTED", "", "amara"),
            (-340, "IN_PROGRESS", "", "esther"),
            (-58, "EMBEDDING", "All promises met; now it has to become habit", "esther"),
        ),
        roles={
            "reservations": "Takes the time; writes down what the guest said",
            "finance": "Takes handle time out of the monthly targets",
            "it": "Shows who is calling and when they were last here",
            "host-stand": "Reads the note before the guest arrives",
        },
        changes=(
            Change("phone-booking", 5, "Nobody has to ring twice", -130),
            Change("confirmation", 2, "The confirmation repeats what the guest asked for", -100),
            Change("welcome", 2, "The host knows about the birthday", -84),
        ),
        promises=(
            Promise(
                key="target",
                title="Handle time is no longer a target",
                owner="hugh",
                made=-340,
                due=-280,
                met=-284,
            ),
            Promise(
                key="notes",
                title="Guest notes reach the host stand",
                owner="viktor",
                made=-330,
                due=-200,
                moved=(Moved(-205, -170, "Waited for the table picture's screens", "viktor"),),
                met=-168,
                waits_for=("H-01/pilot",),
            ),
            Promise(
                key="coaching",
                title="Every agent coached on listening",
                owner="colin",
                made=-300,
                due=-120,
                met=-121,
            ),
        ),
        wins=(
            Won(
                key="W-04",
                day=-190,
                title="Second calls down by half",
                what="Agents finish what the guest rang for, even if it takes four minutes",
                touchpoint="phone-booking",
                measure=(
                    "Callers who ring again within a day",
                    "percent",
                    "38",
                    "17",
                    "Telephone system, eight weeks each",
                ),
                proven=True,
                due_to=("colin", "esther"),
                shared=(
                    ShareMade(-186, "LEADERS", "Executive committee", "amara"),
                    ShareMade(-183, "MIDDLE_MANAGERS", "Regional managers' breakfast", "esther"),
                    ShareMade(-180, "EMPLOYEES", "Team evening", "esther", "reservations"),
                ),
            ),
            Won(
                key="W-05",
                day=-81,
                title="Hosts greet returning guests by name",
                what="The note from the call is on the host's screen",
                touchpoint="welcome",
                due_to=("jonah",),
            ),
        ),
        said=(
            Moment(
                -282,
                "ON_TRACK",
                "Finance has dropped the two-minute target. It was that simple.",
                "esther",
            ),
            Moment(-166, "ON_TRACK", "Notes travel to the door now.", "esther"),
            Moment(
                -57, "ON_TRACK", "Handed over to the line. I look at the figures monthly.", "esther"
            ),
        ),
        worked=(-351, -310, -240, -150, -90, -58, -36),
    ),
    Effort(
        key="H-14",
        title="Three-step online booking",
        summary="Booking on the website takes three taps and never loses what you typed.",
        priority="MEDIUM",
        owner="signe",
        sponsor="declan",
        proposed=-365,
        case=(-360, "Four in ten bookings begun on a phone were given up on the third page."),
        objectives=("guest-satisfaction",),
        budget=90_000,
        target=-140,
        life=(
            (-356, "COMMITTED", "", "declan"),
            (-350, "IN_PROGRESS", "", "signe"),
            (-172, "EMBEDDING", "", "signe"),
            (-88, "DONE", "Three months without falling back", "signe"),
        ),
        roles={
            "web": "Builds and measures it",
            "reservations": "Keeps the book that it writes into",
            "marketing": "Sends people to it, and nowhere else",
        },
        changes=(
            Change("web-booking", 4, "Three taps, nothing typed twice", -180),
            Change("confirmation", 1, "Changed from the reminder itself", -160),
        ),
        promises=(
            Promise(
                key="design",
                title="Design tested with forty guests",
                owner="signe",
                made=-350,
                due=-310,
                met=-312,
            ),
            Promise(
                key="live",
                title="Live for all sites",
                owner="lucas",
                made=-345,
                due=-230,
                moved=(Moved(-236, -205, "The old book had to be cleaned first", "lucas"),),
                met=-207,
            ),
            Promise(
                key="phone-off",
                title="Old booking page switched off",
                owner="lucas",
                made=-230,
                due=-180,
                met=-178,
            ),
        ),
        wins=(
            Won(
                key="W-06",
                day=-195,
                title="Given-up bookings down from 41 to 14 %",
                what="Guests finish what they began",
                touchpoint="web-booking",
                measure=(
                    "Bookings begun and given up on phones",
                    "percent",
                    "41",
                    "14",
                    "Web analytics, six weeks each",
                ),
                proven=True,
                due_to=("signe", "lucas"),
                shared=(
                    ShareMade(-190, "EMPLOYEES", "Show and tell", "signe", "web"),
                    ShareMade(-188, "LEADERS", "Executive committee", "declan"),
                ),
            ),
        ),
        said=(
            Moment(-234, "AT_RISK", "Duplicates in the old book: two more weeks.", "signe"),
            Moment(-204, "ON_TRACK", "Live everywhere.", "signe"),
        ),
        worked=(-352, -320, -280, -250, -212, -176, -120, -90),
    ),
    Effort(
        key="H-18",
        title="Step-free access at every site",
        summary="Every guest gets in, to a table and to a washroom without having to ask.",
        priority="HIGH",
        owner="owen",
        sponsor="tobias",
        proposed=-96,
        case=(-92, "Twenty-three sites have a step at the door and a bell that nobody answers."),
        objectives=("safe-and-accessible",),
        budget=1_400_000,
        target=540,
        life=((-31, "COMMITTED", "First tranche of the budget released", "rowan"),),
        roles={
            "host-stand": "Answers the bell until there is none",
            "finance": "Releases the budget by tranche",
            "cleaning": "Keeps ramps and washrooms clear",
        },
        changes=(Change("step-free", 5, "No step, no bell"), Change("washroom", 2, "Room to turn")),
        promises=(
            Promise(key="survey", title="All sites surveyed", owner="owen", made=-31, due=262),
            Promise(
                key="first-eight",
                title="First eight sites rebuilt",
                owner="owen",
                made=-31,
                due=410,
            ),
        ),
        said=(Moment(-30, "ON_TRACK", "Budget is there; surveyors are being chosen.", "owen"),),
        worked=(-60, -31),
    ),
)
