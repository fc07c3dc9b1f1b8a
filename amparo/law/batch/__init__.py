"""`batch`: the verdict on a question for every row of a table, through Ibis.

    from amparo.law import load
    from amparo.law.batch import judge

    law = load()
    found = judge(law, "hold_on_detainer", "us/ny/new-york", "requests.parquet", on="2026-03-02")
    found.table["verdict"]

Columns that are called like facts are the facts; NULL is unknown. The verdicts are those of `Corpus.ask`:
firm exactly when every way to fill in what is unknown gives the same one.
"""

from amparo.law.batch.judge import Judged, judge, judge_table

__all__ = ["Judged", "judge", "judge_table"]
