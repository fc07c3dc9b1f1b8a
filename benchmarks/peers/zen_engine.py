"""GoRules zen-engine: the rule as a JDM graph, or (--expression) as one compiled expression."""

import json
import sys

from common import LISTED, WINDOW, main

RULES = {
    "listed": f"offence in {list(LISTED)}",
    "recent": f"request_day - conviction_day <= {WINDOW}",
    "exception": "$.listed and $.recent",
    "civil_only": "civil and not warrant",
    "forbidden": "$.civil_only and not $.exception",
    "max_hours": "$.civil_only ? 48 : 720",
    "in_time": "hours_held <= $.max_hours",
    "may_hold": "not $.forbidden and $.in_time",
}
GRAPH = {
    "nodes": [
        {"id": "in", "type": "inputNode", "name": "facts"},
        {
            "id": "rules",
            "type": "expressionNode",
            "name": "rules",
            "content": {"expressions": [{"id": k, "key": k, "value": v} for k, v in RULES.items()]},
        },
        {"id": "out", "type": "outputNode", "name": "answer"},
    ],
    "edges": [
        {"id": "e1", "type": "edge", "sourceId": "in", "targetId": "rules"},
        {"id": "e2", "type": "edge", "sourceId": "rules", "targetId": "out"},
    ],
}
EXPRESSION = (
    f"not (civil and not warrant and not (offence in {list(LISTED)}"
    f" and request_day - conviction_day <= {WINDOW}))"
    " and hours_held <= ((civil and not warrant) ? 48 : 720)"
)


def graph():
    import zen

    decision = zen.ZenEngine().create_decision(json.dumps(GRAPH))
    return lambda row: decision.evaluate(row)["result"]["may_hold"]


def expression():
    import zen

    compiled = zen.compile_expression(EXPRESSION)
    return lambda row: compiled.evaluate(row)


def engine():
    import zen

    content = zen.ZenDecisionContent(json.dumps(GRAPH))
    zen_engine = zen.ZenEngine({"loader": lambda key: content})
    engine.batch = zen_engine.evaluate_batch
    return lambda row: zen_engine.evaluate("detainer", row)["result"]["may_hold"]


def batch(answer, rows):
    asked = engine.batch([{"key": "detainer", "context": row} for row in rows])
    return [r["data"]["result"]["may_hold"] for r in asked]


if __name__ == "__main__":
    if "--expression" in sys.argv:
        main("zen expression", expression)
    elif "--batch" in sys.argv:
        main("zen graph batch", engine, batch)
    else:
        main("zen graph", graph)
