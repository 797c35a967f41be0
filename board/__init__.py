"""Leadership's pages: the API's first client, in the same process (docs/pages.md)."""
