"""The law run over a data set: what it says of each record, counted beside what was recorded.

A *mapping* (TOML) says which column is which fact. Nothing is made up: what the data do not hold stays
unknown, and a verdict that hangs on it is counted as undecided, with the facts that are missing.

`amparo.simulate.run.simulate` counts; `amparo.simulate.report.report` puts the counts into words,
tables and drawings; `amparo.simulate.run.shipped` does both for the records that come with Amparo.
"""
