"""Law you can run: one corpus of law files, asked, explained and checked.

>>> from amparo.law import load
>>> law = load()
>>> law.ask("hold_on_detainer", {"request": "immigration_detainer", "agency": "city_jail"},
...         "us/ny/new-york", "2026-03-02").verdict
'undecided'
"""

from amparo.law.corpus import Corpus, load
from amparo.law.errors import LawError, UnknownName

__all__ = ["Corpus", "LawError", "UnknownName", "load"]
