"""Write amparo/simulate/data/*.parquet: ICE's detainer releases that come with Amparo.

    .venv/bin/python tools/detainers.py ice_detainers_national_fy2015.csv ice_detainers_st_cloud_2026_sample.csv

Only the columns listed here are taken, none of which is about a person; texts are stored once and the file
is packed. Sources, licences and traps: amparo/simulate/data/README.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa
from pyarrow import csv, parquet

OUT = Path(__file__).parents[1] / "amparo" / "simulate" / "data"
COLUMNS = {
    "ice-detainers-2015": ("prepare_date", "detainer_type", "facility", "city", "state", "lift_reason"),
    "ice-detainers-2026": (
        "detainer_prepare_date", "facility_state", "facility_city", "detention_facility", "detainer_type",
        "detainer_lift_reason",
    ),
}  # fmt: skip


def main(*sources: str) -> None:
    for (name, columns), source in zip(COLUMNS.items(), sources, strict=True):
        write(name, columns, source)


def write(name: str, columns: tuple[str, ...], source: str) -> None:
    dates = {columns[0]: pa.date32()}
    texts = dict.fromkeys(columns[1:], pa.string())
    options = csv.ConvertOptions(
        include_columns=list(columns), column_types=dates | texts, strings_can_be_null=True, null_values=[""]
    )
    table = csv.read_csv(source, convert_options=options)
    packed = pa.table({c: table[c] if c in dates else table[c].dictionary_encode() for c in columns})
    path = OUT / f"{name}.parquet"
    parquet.write_table(packed, path, compression="zstd", compression_level=19, store_schema=True)
    print(f"{packed.num_rows:,} records, {path.stat().st_size:,} bytes: {path}")


if __name__ == "__main__":
    main(*sys.argv[1:])
