"""`amparo law …`: the commands for reading, checking and writing law files."""

from __future__ import annotations

from amparo.cli.lazy import LazyGroup

COMMANDS = {
    "check": ("amparo.cli.law_check:check", "Show everything wrong with the law files."),
    "test": ("amparo.cli.law_test:test", "Run the worked examples."),
    "show": ("amparo.cli.law_show:show", "Show a law in plain words."),
    "simulate": (
        "amparo.cli.law_simulate:simulate",
        "Run the law over a file of records.",
    ),
    "diff": ("amparo.cli.law_diff:diff", "Show where two laws differ."),
    "prove": (
        "amparo.cli.law_prove:prove",
        "Look for conflicts, gaps and norms that never decide.",
    ),
    "format": ("amparo.cli.law_format:format_", "Lay out the blocks of law files evenly."),
    "coverage": (
        "amparo.cli.law_coverage:coverage",
        "Count what the corpus holds and what is open.",
    ),
    "facts": ("amparo.cli.law_lists:facts", "List the facts that can matter to a question."),
    "questions": ("amparo.cli.law_lists:questions", "List the questions that can be asked."),
    "situations": (
        "amparo.cli.law_lists:situations",
        "List the situations, each with its questions.",
    ),
    "places": ("amparo.cli.law_lists:places", "List the jurisdictions."),
}

law = LazyGroup("law", COMMANDS, help="Read, check, test and tidy the law files.")
