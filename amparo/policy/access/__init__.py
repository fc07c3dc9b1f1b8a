"""The doors to the requests: one function for each way in, and no other way (`tools/check_access.py`).

Each takes the `Act` in which it happens, checks the right, stays behind the walls, and puts on record what was
opened or changed. `requests` begins and opens them, `entries` adds to them, `review` judges them, `listing` lists them,
`calendar` and `reminders` tell of their deadlines, `leaving` lets them go.
"""
