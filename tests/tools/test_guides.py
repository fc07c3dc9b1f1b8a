"""Every example of Python in the guides runs as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXAMPLES = [
    pytest.param(match[1], id=f"{path.name}:{path.read_text()[: match.start()].count(chr(10)) + 1}")
    for path in sorted(DOCS.rglob("*.md"))
    for match in BLOCK.finditer(path.read_text())
]


MAPPING = re.search(r"^```toml\n(.*?)^```", (DOCS / "simulate.md").read_text(), re.MULTILINE | re.DOTALL)
RECORDS = """form,paper,booked,received,kind,unit,state,city,result
I-247A,none,Y,02/11/2026,REAL,Jail A,IL,Chicago,Released
I-247N,judge,?,02/12/2026,TEST,Jail B,IL,Springfield,
"""


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_in_a_guide_runs(example, tmp_path, monkeypatch):
    assert MAPPING is not None
    (tmp_path / "records.csv").write_text(RECORDS)
    (tmp_path / "my-mapping.toml").write_text(MAPPING[1])
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "guide", "exec"), {})
