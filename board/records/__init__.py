"""Records: a list, a page and forms for every kind without a life of its own, from its kind."""
