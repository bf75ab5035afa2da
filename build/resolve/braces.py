"""`{{ fact | unit }}` in words that are no slide's, such as those of a file of claims, a packet or a lab."""

from __future__ import annotations

import re
from collections.abc import Iterable

from build.resolve.expression import read_query
from build.resolve.fact_text import FactText, fill_in
from build.resolve.query import ShowError
from engine.did_you_mean import nearest
from engine.ledger import Ledger

BRACES = re.compile(r"\{\{(.*?)\}\}")


def fact_text(source: str, ledger: Ledger) -> FactText:
    """What a slide would show for what stands between the braces. Raises ShowError."""
    query = read_query(source)
    likely = None if query.fact in ledger else nearest(query.fact, ledger)
    hint = (
        f"did you mean '{likely}'? ({ledger[likely].defined})" if likely else "'coursewright facts --list' lists them"
    )
    return fill_in(query, ledger, ShowError("F101", f"unknown fact '{query.fact}'", hint, query.fact))


def newest_day(facts: Iterable[str], ledger: Ledger) -> str:
    """The day of the newest of some facts, `name` or `name.field`, ISO; empty where none has one."""
    names = {fact.partition(".")[0] for fact in facts}
    return max((ledger[name].day for name in names if name in ledger), default="")
