"""Mail, text messages and calls: what is sent, through whom, when, and what came of it.

`dispatch.deliver` is the only way out; `hooks` is the only way in. Nothing in here knows the database: what must be
remembered goes through the `Store` of `store.py`.
"""
