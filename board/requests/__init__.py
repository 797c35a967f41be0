"""How a page is asked for and answered: queries, forms, permissions, paging."""
