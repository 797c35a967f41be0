"""What the company wants to reach, which its initiatives serve."""

# Key, title, description, who answers for it, first and last day
OBJECTIVES = (
    (
        "guest-satisfaction",
        "Raise guest satisfaction in the dining rooms",
        "Nine guests in ten would come again, asked on the way out.",
        "amara",
        -280,
        150,
    ),
    (
        "more-guests",
        "Serve more guests with the rooms we have",
        "Eight per cent more covers on Fridays and Saturdays, without a second sitting.",
        "rowan",
        -280,
        85,
    ),
    (
        "kitchen-and-service",
        "One rhythm for kitchen and service",
        "What was ordered is what is served, at one time for the whole table.",
        "hanne",
        -280,
        150,
    ),
    (
        "delivery-standard",
        "Bring delivery up to dining-room standard",
        "Complaints per thousand deliveries down by half.",
        "ines",
        -190,
        240,
    ),
    (
        "safe-and-accessible",
        "Make every visit safe and accessible",
        "No allergen incident, and no guest turned away for want of a ramp or a menu.",
        "mirela",
        -280,
        240,
    ),
    (
        "repeat-visits",
        "Increase repeat visits",
        "Every third first-time guest comes back within half a year.",
        "declan",
        -190,
        150,
    ),
    (
        "keep-our-people",
        "Keep the people who host",
        "Turnover in the first year below a quarter.",
        "samuel",
        -280,
        150,
    ),
)
