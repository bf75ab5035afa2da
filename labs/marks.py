"""The marks in a script: what stands between them differs from its baseline, and nothing else does.

```
line  # NEW                                 a line more
line  # NEW, was: other                     a line in place of another
# NEW                                       several lines, in place of those behind `was`, if any,
# was: other                                or of a whole class of the baseline:
…                                           # NEW, in place of class Attention
# END NEW
```
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

BASELINES = {
    "gpt_with_kv_cache": "gpt_ch04",
    "gpt_with_kv_gqa": "gpt_with_kv_mha",
    "gpt_with_kv_mla": "gpt_with_kv_mha",
    "gpt_with_kv_swa": "gpt_with_kv_mha",
    "gpt_with_kv_ffn": "gpt_with_kv_mha",
    "gpt_with_kv_moe": "gpt_with_kv_ffn",
    "gpt_with_deltanet": "gpt_with_kv_mha",
}

_START = re.compile(r" *# NEW(?:, in place of class (?P<name>\w+))?")
_END = re.compile(r" *# END NEW")
_WAS = re.compile(r"(?P<indent> *)# was: (?P<line>.*)")
_ONE = re.compile(r"(?P<indent> *)(?P<new>.*?)  # NEW(?:, was: (?P<line>.*))?")


def as_before(text: str, baseline: Sequence[str]) -> list[str]:
    """A script's lines with the marked ones taken out and what they replace put back: its baseline's, if all is marked.

    Blank lines are left out; the first line, the title that says what a script is, is the baseline's.
    """
    lines, inside = list(baseline[:1]), False
    for line in _lines(text)[1:]:
        if start := _START.fullmatch(line):
            inside = True
            lines += _class(baseline, start["name"]) if start["name"] else []
        elif _END.fullmatch(line):
            inside = False
        elif was := _WAS.fullmatch(line) if inside else _ONE.fullmatch(line):
            lines += [was["indent"] + was["line"]] if was["line"] else []
        elif not inside:
            lines.append(line)
    return lines


def as_now(text: str) -> list[str]:
    """A script's lines without the marks and without what they replace. Blank lines are left out."""
    marks = (_START, _END, _WAS)
    return [line.partition("  # NEW")[0] for line in _lines(text) if not any(mark.fullmatch(line) for mark in marks)]


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _class(lines: Sequence[str], name: str) -> list[str]:
    first = next(place for place, line in enumerate(lines) if line.startswith(f"class {name}("))
    inside = takewhile(lambda line: line.startswith(" "), lines[first + 1 :])
    return [lines[first], *inside]
