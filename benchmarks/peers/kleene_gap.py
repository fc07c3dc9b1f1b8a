"""How much does three-valued logic leave open, and how often does careless SQL answer wrongly?

Over rows with unknown facts, the truth is what all completions of the row agree on. Compared:
    kleene    (civil_only AND hours <= 48) OR (NOT civil_only AND hours <= 720)
    consensus the same OR (hours <= 48 AND hours <= 720): the term that both branches share
    case      hours <= CASE WHEN civil_only THEN 48 ELSE 720 END: an unknown takes the ELSE
"""

import itertools
import json

from common import FACTS, LISTED, WINDOW, decide, figure, hidden, row


def both(*values):
    return False if False in values else None if None in values else True


def either(*values):
    return True if True in values else None if None in values else False


def neg(value):
    return None if value is None else not value


def known(i):
    return {fact: None if hidden(i, fact) else value for fact, value in row(i).items()}


def drafts(f):
    def at_most(limit):
        return None if f["hours_held"] is None else f["hours_held"] <= limit

    listed = None if f["offence"] is None else f["offence"] in LISTED
    recent = (
        None if None in (f["request_day"], f["conviction_day"]) else (f["request_day"] - f["conviction_day"] <= WINDOW)
    )
    civil_only = both(f["civil"], neg(f["warrant"]))
    free = neg(both(civil_only, neg(both(listed, recent))))
    kleene = either(both(civil_only, at_most(48)), both(neg(civil_only), at_most(720)))
    return {
        "kleene": both(free, kleene),
        "consensus": both(free, either(kleene, both(at_most(48), at_most(720)))),
        "case": both(free, at_most(48 if civil_only else 720)),
    }


def truth(f):
    """True or False when every completion agrees, else None."""
    choices = {
        "civil": (True, False),
        "warrant": (True, False),
        "offence": (LISTED[0], 0),
        "conviction_day": (14000, 20000),
        "request_day": (20000, 20499),
        "hours_held": (0, 100, 800),
    }
    names = [fact for fact in FACTS if f[fact] is None]
    # A missing day can make the conviction recent or not: give it both values outright.
    answers = set()
    for values in itertools.product(*(choices[name] for name in names)):
        full = {**f, **dict(zip(names, values, strict=True))}
        if "request_day" in names:
            full["request_day"] = full["conviction_day"] + (
                0 if dict(zip(names, values, strict=True))["request_day"] == 20000 else 4000
            )
        elif "conviction_day" in names:
            full["conviction_day"] = full["request_day"] - (
                0 if dict(zip(names, values, strict=True))["conviction_day"] == 20000 else 4000
            )
        answers.add(decide(**full))
    return answers.pop() if len(answers) == 1 else None


def main(count=200_000):
    rows = [f for f in map(known, range(count)) if None in f.values()]
    out = {"engine": "three-valued drafts", "rows": count, "rows_with_unknowns": len(rows)}
    determined = 0
    tally = {name: {"too_unsure": 0, "wrong": 0} for name in ("kleene", "consensus", "case")}
    for f in rows:
        right = truth(f)
        determined += right is not None
        for name, answer in drafts(f).items():
            tally[name]["too_unsure"] += answer is None and right is not None
            tally[name]["wrong"] += answer is not None and answer is not right
    out["determined_percent"] = figure(100 * determined / len(rows))
    for name, counts in tally.items():
        out[name] = {k: [v, f"{figure(100 * v / len(rows))} %"] for k, v in counts.items()}
    print(json.dumps(out))


if __name__ == "__main__":
    main()
