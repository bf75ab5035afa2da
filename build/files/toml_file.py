"""A TOML file, and where each of its keys and values stands: tomllib gives values only.

Found are tables, and keys with a value on one line or a list on several. Anything else (inline tables, keys over
several lines) is told at the nearest table above it.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from build.findings.diagnostic import Diagnostic, FindingsError, Span
from build.findings.file_messages import display_path

Key = tuple[str, ...]

LARGEST = 65_536  # bytes
DEEPEST = 8  # tables and lists in each other
_PART = r"""(?:"[^"]*"|'[^']*'|[\w-]+)"""
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_TABLE = re.compile(rf"\s*\[\s*(?P<key>{_DOTTED})\s*\]")
_ENTRY = re.compile(
    rf"""\s*(?P<key>{_DOTTED})\s*=\s*(?P<value>"(?:[^"\\]|\\.)*"|'[^']*'|\[[^\]#]*\]?|[^#]*?)\s*(?:\#.*)?$"""
)


class TomlFile:
    """What a file says, and findings about it.

    Where it cannot be read, raises the error of its kind with a finding of a code. `what`: how messages call such a
    file; `like`: how one is written.
    """

    def __init__(self, path: Path, *, what: str, code: str, like: str, error: type[FindingsError]) -> None:
        self.path, self.lines = path, [""]
        try:
            raw = path.read_bytes()
            if len(raw) > LARGEST:
                raise ValueError(f"it has {len(raw):,} bytes, and a {what} at most {LARGEST:,}")
            self.lines = raw.decode("utf-8").splitlines() or [""]
            self.data: dict[str, Any] = _loaded(raw.decode("utf-8"))
        except tomllib.TOMLDecodeError as fault:
            place = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", str(fault))
            reason, line, column = place.groups() if place else (str(fault), len(self.lines), 1)
            span = Span(int(line), int(column), int(column) + 1)
            raise error([self._finding(code, span, f"not TOML: {reason}")]) from None
        except (OSError, ValueError) as fault:
            message = f"the {what} cannot be read: {getattr(fault, 'strerror', None) or fault}"
            raise error([self._finding(code, Span(), message, like)]) from None
        self._keys, self._values = self._places()

    def says(self, key: Key) -> bool:
        table: Any = self.data
        for part in key:
            if not isinstance(table, dict) or part not in table:
                return False
            table = table[part]
        return True

    def finding(self, code: str, key: Key, message: str, hint: str = "", *, value: bool = True) -> Diagnostic:
        """A finding at a key's value, or at the key; where that cannot be found, at the table above it."""
        span = self._values.get(key) if value else None
        while span is None and key:
            span, key = self._keys.get(key), key[:-1]
        return self._finding(code, span or Span(), message, hint)

    def _finding(self, code: str, span: Span, message: str, hint: str = "") -> Diagnostic:
        line = self.lines[span.line - 1] if span.line <= len(self.lines) else ""
        path = display_path(self.path)
        return Diagnostic(path=path, span=span, code=code, message=message, hint=hint, line_text=line)

    def _places(self) -> tuple[dict[Key, Span], dict[Key, Span]]:
        """Of keys, and of values."""
        keys: dict[Key, Span] = {}
        values: dict[Key, Span] = {}
        table: Key = ()
        for number, line in enumerate(self.lines, 1):
            if found := _TABLE.match(line):
                table = _parts(found["key"])
                keys.setdefault(table, _span(number, found, "key"))
            elif found := _ENTRY.match(line):
                key = (*table, *_parts(found["key"]))
                keys.setdefault(key, _span(number, found, "key"))
                values.setdefault(key, _span(number, found, "value"))
        return keys, values


def _loaded(text: str) -> dict[str, Any]:
    """What a text says. Raises ValueError for what is not TOML, and where it goes deeper than anybody writes."""

    def levels(value: object) -> int:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return 1 + max(map(levels, inner), default=0)

    try:
        data = tomllib.loads(text)
        if levels(data) <= DEEPEST:
            return data
    except RecursionError:
        pass
    raise ValueError(f"tables and lists stand in each other more than {DEEPEST} deep")


def _parts(dotted: str) -> Key:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))


def _span(line: int, found: re.Match[str], group: str) -> Span:
    start, end = found.span(group)
    return Span(line, start + 1, max(end, start + 1) + 1)
