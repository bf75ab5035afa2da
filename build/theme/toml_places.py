"""Where each key of a TOML file stands, and its value: tomllib gives values only.

Reads what a theme has: tables, and keys with a value on one line or a list on several. Anything else
(inline tables, keys over several lines) is found at the nearest table above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from build.findings.diagnostic import Span

Key = tuple[str, ...]

_PART = r"""(?:"[^"]*"|'[^']*'|[\w-]+)"""
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_TABLE = re.compile(rf"\s*\[\s*(?P<key>{_DOTTED})\s*\]")
_ENTRY = re.compile(
    rf"""\s*(?P<key>{_DOTTED})\s*=\s*(?P<value>"(?:[^"\\]|\\.)*"|'[^']*'|\[[^\]#]*\]?|[^#]*?)\s*(?:\#.*)?$"""
)


class Places:
    """The places of a file's keys and values."""

    def __init__(self, text: str) -> None:
        self._keys: dict[Key, Span] = {}
        self._values: dict[Key, Span] = {}
        table: Key = ()
        for number, line in enumerate(text.splitlines(), 1):
            if found := _TABLE.match(line):
                table = tuple(_parts(found["key"]))
                self._keys.setdefault(table, _span(number, found))
            elif found := _ENTRY.match(line):
                key = (*table, *_parts(found["key"]))
                self._keys.setdefault(key, _span(number, found))
                self._values.setdefault(key, _span(number, found, "value"))

    def key(self, key: Key) -> Span:
        """Where a key stands; else the table above it, else the first line."""
        while key and key not in self._keys:
            key = key[:-1]
        return self._keys.get(key, Span())

    def value(self, key: Key) -> Span:
        """Where a key's value stands; else the key."""
        return self._values.get(key) or self.key(key)


def _parts(dotted: str) -> Iterator[str]:
    return (part.strip("\"'") for part in re.findall(_PART, dotted))


def _span(line: int, found: re.Match[str], group: str = "key") -> Span:
    start, end = found.span(group)
    return Span(line, start + 1, max(end, start + 1) + 1)
