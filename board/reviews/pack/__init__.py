"""The review pack: what a leadership team takes into a review, on paper."""
