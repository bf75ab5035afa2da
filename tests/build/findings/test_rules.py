"""The table of rules and the code that raises them say the same, and every rule has a test that breaks it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from build.findings.rules import RULES, listed

ROOT = Path(__file__).resolve().parents[3]
TABLE = ROOT / "build" / "findings" / "rules.py"
CODE = re.compile(f"[{''.join(sorted({code[0] for code in RULES}))}]\\d{{3}}")  # H200 is a card
QUOTED = re.compile(rf"""["']{CODE.pattern}["']""")  # files without are not read further


def raised() -> Iterator[str]:
    """Every string in the rooms that is a code."""
    for room in ("animations", "build", "engine"):
        for path in (ROOT / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if path != TABLE and QUOTED.search(text):
                for node in ast.walk(ast.parse(text)):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                        yield node.value


def test_every_code_that_is_raised_is_in_the_table_and_the_other_way_round() -> None:
    assert set(raised()) == set(RULES)


def test_every_rule_is_broken_by_some_test() -> None:
    tests = [path for path in (ROOT / "tests").rglob("*") if path.suffix in (".md", ".py")]
    shown = {code for path in tests for code in re.findall(r"\b[A-Z]\d{3}\b", path.read_text(encoding="utf-8"))}
    assert sorted(RULES.keys() - shown) == []


def test_no_two_rules_say_the_same() -> None:
    said = [rule.wrong for rule in RULES.values()]
    assert len(set(said)) == len(said)
    assert all(rule.severity in ("error", "warning", "note") and rule.remedy for rule in RULES.values())


def test_the_list_has_a_line_for_each_rule_by_stage() -> None:
    assert [line[:4] for line in listed().splitlines()] == list(RULES)
    assert list(dict.fromkeys(code[0] for code in RULES)) == list("PCFQLTAWDKU")
