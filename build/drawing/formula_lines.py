"""Where a formula that is too wide may break: before a relation, else before a plus or minus, never in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(r"\\(?:begin|end)\{[^}]*\}|\\left\b|\\right\b|\\[A-Za-z]+|\\.|.", re.DOTALL)
_RELATIONS = frozenset(
    ("=", "<", ">", *(rf"\{name}" for name in (
        "le", "leq", "ge", "geq", "ne", "neq", "approx", "equiv", "sim", "simeq", "propto", "to", "rightarrow",
        "longrightarrow", "Rightarrow", "implies", "iff", "leftrightarrow", "rightleftharpoons", "in", "mapsto",
    )))
)  # fmt: skip
_SUMS = frozenset(("+", "-", r"\pm", r"\mp"))
_OPEN, _CLOSE = frozenset(("{", "(", "[", r"\{", r"\left")), frozenset(("}", ")", "]", r"\}", r"\right"))


def parts(latex: str) -> tuple[tuple[str, bool], ...]:
    """The formula cut wherever it may break; each part with whether it begins with a relation."""
    cut: list[tuple[str, bool]] = []
    text, relation = "", False
    for token, depth, before in _tokens(latex):
        breaks = depth == 0 and before.strip() not in ("", "^", "_") and text.strip()
        if breaks and (token in _RELATIONS or (token in _SUMS and before not in _RELATIONS)):
            cut.append((text.strip(), relation))
            text, relation = "", token in _RELATIONS
        text += token
    return (*cut, (text.strip(), relation))


def _tokens(latex: str) -> Iterator[tuple[str, int, str]]:
    """Each token, how deep in brackets it stands, and the last one before it that is no space."""
    depth, before = 0, ""
    for token in _TOKEN.findall(latex):
        if token in _CLOSE or token.startswith(r"\end"):
            depth -= token not in (")", "]") or before != r"\right"
        yield token, max(0, depth), before
        if token in _OPEN or token.startswith(r"\begin"):
            depth += token not in ("(", "[", r"\{") or before != r"\left"
        before = before if token.isspace() else token
