"""Leadership reviews: what they show, what is asked and decided, what was taken on."""
