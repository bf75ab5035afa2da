"""Attributes as pandoc, Quarto and documentation programs write them: `width=60%`, `title="a.js"`."""

from __future__ import annotations

import re

PAIR = re.compile(r"""(?P<key>[A-Za-z][\w-]*)=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<plain>[^\s"'}]+))""")


def value_of(pair: re.Match[str]) -> str:
    """What stands behind the sign, without quotation marks.

    attribute = name "=" ('"' letter* '"' | "'" letter* "'" | letter+)
    """
    return next(pair[name] for name in ("double", "single", "plain") if pair[name] is not None)
