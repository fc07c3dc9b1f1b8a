"""`python -m tests.chaos --runs 200`: prints the report; ends with 1 if anything acknowledged is missing or double."""

from __future__ import annotations

import argparse
import sys

from tests.chaos.runs import report, run

if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=200, help="how often something is killed")
    options.add_argument("--seed", type=int, default=1, help="which moments and which victims")
    given = options.parse_args()
    found = run(given.runs, given.seed, say=lambda line: print(line, file=sys.stderr, flush=True))
    print(report(found))
    sys.exit(0 if found.whole else 1)
