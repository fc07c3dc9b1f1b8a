"""OpenFisca-Core, and with --policyengine its fork PolicyEngine-Core: one variable a rule,
one person a row, NumPy arrays underneath."""

import sys
from importlib import import_module

from common import FACTS, LISTED, WINDOW, main

CORE = "policyengine_core" if "--policyengine" in sys.argv else "openfisca_core"
PERIOD = "2026-01"


def system():
    """A tax-benefit system without taxes or benefits: six inputs and eight rules."""
    import numpy as np

    entities = import_module(f"{CORE}.entities")
    month = import_module(f"{CORE}.periods").MONTH
    variables = import_module(f"{CORE}.variables")
    systems = import_module(f"{CORE}.taxbenefitsystems")
    person = entities.build_entity("person", "persons", "A person in custody", is_person=True)
    tbs = systems.TaxBenefitSystem([person])

    def variable(name, kind, formula=None):
        body = {"value_type": kind, "entity": person, "definition_period": month, "label": name}
        if formula:
            body["formula"] = formula
        tbs.add_variable(type(name, (variables.Variable,), body))

    for fact in FACTS:
        variable(fact, bool if fact in ("civil", "warrant") else int)
    variable("listed", bool, lambda p, at: np.isin(p("offence", at), LISTED))
    variable("recent", bool, lambda p, at: p("request_day", at) - p("conviction_day", at) <= WINDOW)
    variable("exception", bool, lambda p, at: p("listed", at) & p("recent", at))
    variable("civil_only", bool, lambda p, at: p("civil", at) & ~p("warrant", at))
    variable("forbidden", bool, lambda p, at: p("civil_only", at) & ~p("exception", at))
    variable("max_hours", int, lambda p, at: np.where(p("civil_only", at), 48, 720))
    variable("in_time", bool, lambda p, at: p("hours_held", at) <= p("max_hours", at))
    variable("may_hold", bool, lambda p, at: ~p("forbidden", at) & p("in_time", at))
    return tbs


def engine():
    """one(row) -> bool through the JSON-like situation; many(columns) -> array."""
    builder = import_module(f"{CORE}.simulations").SimulationBuilder
    tbs = system()

    def one(row):
        person = {fact: {PERIOD: row[fact]} for fact in FACTS}
        simulation = builder().build_from_entities(tbs, {"persons": {"p": person}})
        return simulation.calculate("may_hold", PERIOD)[0]

    def many(columns):
        simulation = builder().build_default_simulation(tbs, count=len(columns["civil"]))
        for fact in FACTS:
            simulation.set_input(fact, PERIOD, columns[fact])
        return simulation.calculate("may_hold", PERIOD)

    return one, many


def start():
    one, start.many = engine()
    return one


def batch(answer, rows):
    import numpy as np

    return start.many({f: np.array([row[f] for row in rows]) for f in FACTS}).tolist()


if __name__ == "__main__":
    main(CORE.replace("_", "-"), start, batch)
