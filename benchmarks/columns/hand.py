"""The rules as a person writes them for one engine, by hand: the limit to come near to.

They use three-valued logic as the engines have it, so they leave some rows open that are settled.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from columns.data import START

LISTED = (3, 5, 8, 11, 12, 17, 19, 23, 26, 31, 34, 38)
HOLIDAYS = [
    "2025-01-01", "2025-01-20", "2025-02-17", "2025-05-26", "2025-06-19", "2025-07-04", "2025-09-01", "2025-10-13",
    "2025-11-11", "2025-11-27", "2025-12-25", "2026-01-01",
]  # fmt: skip
LOCAL = ["police", "city_jail", "sheriff", "probation", "state_police", "state_prison", "campus_police", "court"]
ALL_BOUND = [*LOCAL, "school", "prosecutor", "public_hospital", "public_college", "city_department",
             "state_department", "county_department"]  # fmt: skip
NOT_LISTED = ["p265_02_1", "p220_16", "p120_04_a_other", "p135_65_other", "p230_25_other", "p120_00",
              "p405_16_other", "p140_20", "other_section", "p265_35_other", "p220_39"]  # fmt: skip
OTHER_REQUESTS = ["administrative_warrant", "transfer_request", "support_request"]


def reference_polars(path: Path) -> pl.Series:
    col = pl.col
    civil_only = col("civil") & ~col("warrant")
    exception = col("offence").is_in(list(LISTED)) & (col("request_day") - col("conviction_day") <= 1826)
    hours = col("hours_held")
    in_time = (civil_only & (hours <= 48)) | (~civil_only & (hours <= 720))
    may_hold = ~(civil_only & ~exception) & in_time
    return pl.scan_parquet(path).select(may_hold=may_hold).collect()["may_hold"]


def reference_duckdb(path: Path) -> Any:
    rules = {
        "listed": f"({sum(1 << code for code in LISTED)} >> offence) & 1 = 1",
        "recent": "request_day - conviction_day <= 1826",
        "exception": "listed AND recent",
        "civil_only": "civil AND NOT warrant",
        "forbidden": "civil_only AND NOT exception",
        "in_time": "(civil_only AND hours_held <= 48) OR (NOT civil_only AND hours_held <= 720)",
        "may_hold": "NOT forbidden AND in_time",
    }
    columns = ", ".join(f"({sql}) AS {name}" for name, sql in rules.items())
    return duckdb.connect().sql(f"SELECT may_hold FROM (SELECT {columns} FROM '{path}')").to_arrow_table()


def new_york_polars(path: Path) -> pl.Series:
    """May a person be held? True, False or, where it is not known or nobody says, null."""
    col = pl.col
    frame = pl.scan_parquet(path).with_row_index("row").collect()
    listed = (
        (col("level") == "felony")
        & ~col("ny_section").is_in(NOT_LISTED)
        & (col("ny_outcome") == "judgment_entered")
        & col("ny_court").is_in(["court_of_new_york", "elsewhere_predicate"])
    )
    since = col("instant_arrest_date").dt.offset_by("-5y")
    recent = (col("date") >= since) | (col("date") + pl.duration(days=col("ny_days_incarcerated")) >= since)
    records = (
        frame.lazy()
        .select("row", "instant_arrest_date", "convictions")
        .filter(col("convictions").list.len() > 0)
        .explode("convictions")
        .unnest("convictions")
        .select("row", listed=listed, serious=listed & recent)
        .group_by("row", maintain_order=True)
        .agg(listed=col("listed").any(ignore_nulls=False), serious=col("serious").any(ignore_nulls=False))
    )
    joined = frame.lazy().join(records, on="row", how="left", maintain_order="left")
    none = (col("convictions").list.len() == 0) & col("listed").is_null()
    joined = joined.with_columns(
        listed=pl.when(none).then(False).otherwise(col("listed")),
        serious=pl.when(none).then(False).otherwise(col("serious")),
    )
    due, open_day = col("release_due"), col("release_due").dt.date().dt.is_business_day(holidays=_holidays())
    begin = (
        pl.when(open_day)
        .then(due)
        .otherwise(due.dt.date().dt.add_business_days(0, holidays=_holidays(), roll="forward").cast(pl.Datetime("us")))
    )
    counted = begin.dt.add_business_days(2, holidays=_holidays()) >= col("hold_until")
    plain = due.dt.offset_by("48h") >= col("hold_until")
    local = col("agency").is_in(LOCAL)
    judge = col("warrant_signed_by").is_in(["federal_judge", "state_judge"]) & (col("warrant_orders") == "custody")
    cause = col("probable_cause_removable")
    federal_no = (local & ~counted & ~judge) | (col("agency").is_in(ALL_BOUND) & ~cause & ~judge)
    grounds = (
        (col("request") == "immigration_detainer") & col("detainer_served_on_person") & col("in_custody") & cause
        & (col("state_law_allows_civil_arrest") | col("has_287g_authority"))
    )  # fmt: skip
    federal_yes = local & grounds & (plain | counted)
    asked = (col("request") == "immigration_detainer") | (
        col("request").is_in(OTHER_REQUESTS) & col("similar_detention_request")
    )
    excepted = (
        (col("warrant_signed_by") == "federal_judge") & (col("warrant_orders") == "custody")
        & col("warrant_with_detainer") & col("record_search_shows") & (col("serious") | col("watch_list_match"))
    )  # fmt: skip
    police = col("record_search_shows") & (col("watch_list_match") | (col("listed") & col("reentered_after_removal")))
    city = col("agency").is_in(["city_jail", "police", "probation"])
    city_no = city & asked & ~excepted & ~((col("agency") == "police") & police)
    city_yes = city & asked & (excepted | ((col("agency") == "police") & police))
    forbidden = federal_no | (local & ~judge) | city_no
    permitted = ~forbidden & (federal_yes | (local & judge) | city_yes)
    code = (
        pl.when(forbidden).then(2).when(permitted).then(1).when(~forbidden & ~permitted).then(0)
        .otherwise(5).cast(pl.Int8)
    )  # fmt: skip
    return joined.select(verdict=code).collect()["verdict"]


def _holidays() -> list[Any]:
    import datetime

    return [datetime.date.fromisoformat(day) for day in HOLIDAYS]


def new_york_duckdb(path: Path) -> Any:
    """The same for DuckDB, whose list functions look at records where they are."""
    closed = ", ".join(f"DATE '{day}'" for day in HOLIDAYS)
    days = f"""CREATE TEMP TABLE days AS WITH d AS (
        SELECT unnest(generate_series(DATE '{START}', DATE '{START}' + 400, INTERVAL 1 DAY))::DATE AS day),
      o AS (SELECT day, row_number() OVER (ORDER BY day) AS n FROM d
            WHERE isodow(day) < 6 AND day NOT IN ({closed}))
      SELECT d.day, (SELECT min(day) FROM o WHERE o.day >= d.day) AS first,
             (SELECT day FROM o WHERE n = 2 + (SELECT min(n) FROM o WHERE o.day >= d.day)) AS last FROM d"""
    listed = f"""r.level = 'felony' AND r.ny_section NOT IN ({", ".join(repr(s) for s in NOT_LISTED)})
      AND r.ny_outcome = 'judgment_entered' AND r.ny_court IN ('court_of_new_york', 'elsewhere_predicate')"""
    since = "(instant_arrest_date - INTERVAL 5 YEAR)"
    texts = {
        "local": f"agency IN ({', '.join(map(repr, LOCAL))})",
        "bound": f"agency IN ({', '.join(map(repr, ALL_BOUND))})",
        "judge": "warrant_signed_by IN ('federal_judge', 'state_judge') AND warrant_orders = 'custody'",
        "counted": "CASE WHEN day = first THEN last + (release_due - day) ELSE last END >= hold_until",
        "plain": "release_due + INTERVAL 48 HOUR >= hold_until",
        "listed": f"len(list_filter(convictions, lambda r: {listed})) > 0",
        # A list function takes unknown for no: where the day of the arrest is unknown, nothing is known of five years.
        "serious": f"""CASE WHEN instant_arrest_date IS NULL THEN CASE WHEN listed THEN NULL ELSE listed END
            ELSE len(list_filter(convictions, lambda r: {listed}
            AND (r.date >= {since} OR r.date + r.ny_days_incarcerated::INTEGER >= {since}))) > 0 END""",
        "cause": "probable_cause_removable",
        "federal_no": "(local AND NOT counted AND NOT judge) OR (bound AND NOT cause AND NOT judge)",
        "federal_yes": """local AND request = 'immigration_detainer' AND detainer_served_on_person AND in_custody
            AND cause AND (state_law_allows_civil_arrest OR has_287g_authority) AND (plain OR counted)""",
        "asked": f"""request = 'immigration_detainer'
            OR (request IN ({", ".join(map(repr, OTHER_REQUESTS))}) AND similar_detention_request)""",
        "excepted": """warrant_signed_by = 'federal_judge' AND warrant_orders = 'custody' AND warrant_with_detainer
            AND record_search_shows AND (serious OR watch_list_match)""",
        "by_police": """agency = 'police' AND record_search_shows
            AND (watch_list_match OR (listed AND reentered_after_removal))""",
        "city": "agency IN ('city_jail', 'police', 'probation')",
        "city_no": "city AND asked AND NOT excepted AND NOT by_police",
        "city_yes": "city AND asked AND (excepted OR by_police)",
        "no": "federal_no OR (local AND NOT judge) OR city_no",
        "yes": "NOT no AND (federal_yes OR (local AND judge) OR city_yes)",
    }
    columns = ", ".join(f"({sql}) AS {name}" for name, sql in texts.items())
    con = duckdb.connect()
    con.sql(days)
    rows = f"(SELECT *, file_row_number AS row FROM read_parquet('{path}', file_row_number = true))"
    source = f"({rows} LEFT JOIN days ON day = release_due::DATE)"
    code = "CASE WHEN no THEN 2 WHEN yes THEN 1 WHEN NOT no AND NOT yes THEN 0 ELSE 5 END::TINYINT"
    found = con.sql(f"SELECT {code} AS verdict, row FROM (SELECT {columns}, row FROM {source})").to_arrow_table()
    return found
