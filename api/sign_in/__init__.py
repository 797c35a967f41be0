"""Signing in: by an OpenID provider, by a link on a laptop, and the sessions that follow."""
