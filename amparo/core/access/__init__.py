"""The doors to guarded records: one function for each way in, and no other way (`tools/check_access.py`).

Each takes the `Act` in which it happens, checks the right, stays behind the walls, and puts on record what was
opened or changed.
"""
