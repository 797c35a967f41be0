"""The schema over time: env.py runs the dated revisions in versions/."""
