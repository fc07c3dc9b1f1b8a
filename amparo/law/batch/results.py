"""Verdicts as tables, and files that are whole or not there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.law.batch.answers import Told
from amparo.law.batch.plan import CODES
from amparo.law.errors import LawError

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa


def verdict_column(codes: np.ndarray) -> pa.DictionaryArray:
    """Numbers of verdicts as the verdicts' names."""
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int8()), pa.array(CODES), safe=False)


def told_columns(told: Sequence[Told], which: np.ndarray) -> dict[str, pa.Array]:
    """The columns possible, because and missing: for each row the answer of the number in `which`."""
    import pyarrow as pa

    found = {}
    for name in ("possible", "because", "missing"):
        lists = pa.array([getattr(t, name) for t in told], pa.list_(pa.string()))
        found[name] = lists.take(pa.array(which)) if len(told) else pa.array([], pa.list_(pa.string()))
    return found


def counts(codes: np.ndarray) -> dict[str, int]:
    """The number of rows by verdict, without those that none has."""
    import numpy as np

    many = {name: int(np.count_nonzero(codes == code)) for code, name in enumerate(CODES)}
    return {name: n for name, n in many.items() if n}


NO_SPACE = "No space left on device"


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """A path to write to; what is there gets its right name when all of it is written, else it goes."""
    unfinished = out.with_name(f".{out.name}.{os.getpid()}.unfinished")
    try:
        yield unfinished
        os.replace(unfinished, out)
    except OSError as error:
        raise LawError(f"{out} cannot be written: {error.strerror or error}.") from None
    except Exception as error:  # engines have their own words for it
        if NO_SPACE not in str(error):
            raise
        raise LawError(f"{out} cannot be written: {NO_SPACE}.") from None
    finally:
        if unfinished.is_dir():
            import shutil

            shutil.rmtree(unfinished, ignore_errors=True)
        else:
            unfinished.unlink(missing_ok=True)
