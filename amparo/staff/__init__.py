"""Pages for people who work here: signing in, their account, invitations, members, the way to their desk."""
