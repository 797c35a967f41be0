"""From a GraphQL document to a selection: what is asked, without a word of SQL."""
