"""Who is let in: tokens, sessions and identities, and when they were last used."""
