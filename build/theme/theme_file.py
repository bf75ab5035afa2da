"""A theme's file: read, checked against the default theme, and every mistake told with its line and column.

A theme says only what differs. The default theme is the schema: its tables and keys are those that exist.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from build.files.places import THEME
from build.findings.diagnostic import Diagnostic, Span
from build.findings.wording import display_path
from build.theme.contrast import Pair, pairs_that_fail, remedy
from build.theme.fonts import STYLES, how_to_install, is_installed
from build.theme.tokens import Font, Fonts, ShadowStyle, Theme, ThemeError, Variant
from build.theme.toml_places import Key, Places
from build.theme.values import LADDERS, NEEDED, check_of
from engine.did_you_mean import nearest

LARGEST = 65_536  # bytes
MOST_PAIRS = 4  # that a finding lists besides the worst
_FREE = {"font": ("name", "twin", "advance")}  # keys that a table may have though the default's has not
_TOKEN_CLASS = re.compile(r"Token(\.[A-Z]\w*)*")


# ---- files ----------------------------------------------------------------------------------------------
@dataclass
class _File:
    """A theme's file as it stands, and what is wrong with it."""

    path: Path
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        try:
            raw = self.path.read_bytes()
            if len(raw) > LARGEST:
                raise ValueError(f"it has {len(raw):,} bytes, and a theme at most {LARGEST:,}")
            self.text = raw.decode("utf-8")
            self.data = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            said, line, column = _undecoded(str(error), self.text)
            self.report("T101", Span(line, column, column + 1), f"not TOML: {said}")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            self.report("T101", Span(), f"the theme cannot be read: {reason}", "name a file like deck_specs/theme.toml")
        self.places = Places(self.text)

    def report(self, code: str, span: Span, message: str, hint: str = "") -> None:
        lines = self.text.splitlines()
        line = lines[span.line - 1] if 0 < span.line <= len(lines) else ""
        self.findings.append(
            Diagnostic(path=display_path(self.path), span=span, code=code, message=message, hint=hint, line_text=line)
        )

    def says(self, key: Key) -> bool:
        table: Any = self.data
        for part in key:
            if not isinstance(table, dict) or part not in table:
                return False
            table = table[part]
        return True


Files = tuple[_File, ...]  # the theme's own, then the default; one file where the theme is the default


def _undecoded(said: str, text: str) -> tuple[str, int, int]:
    """What tomllib says, and where."""
    place = re.search(r" \(at line (\d+), column (\d+)\)$", said)
    if place:
        return said[: place.start()], int(place[1]), int(place[2])
    return said, max(1, len(text.splitlines())), 1


# ---- reading --------------------------------------------------------------------------------------------
def read_theme(path: Path, default: Path = THEME) -> Theme:
    """The theme of a file over the default one. Raises ThemeError with all findings of the first stage that has any."""
    files = tuple(_File(one) for one in dict.fromkeys((path.resolve(), default.resolve())))
    _stop(files)
    data: dict[str, Any] = {}
    for file in reversed(files):
        if data:
            _known(file, data, file.data, ())
        data = _merged(data, file.data)
    _stop(files)
    for check in (_complete, _values, _sense, _fonts, _contrast):
        check(files, data)
        _stop(files)
    return _theme(path, data)


def _stop(files: Files) -> None:
    findings = [one for file in files for one in file.findings]
    if findings:
        raise ThemeError(findings)


def _known(own: _File, schema: Mapping[str, Any], table: Mapping[str, Any], above: Key) -> None:
    """Report what the default theme has not."""
    for name, value in table.items():
        key = (*above, name)
        free = (
            name in _FREE.get(above[0], ())
            if len(above) == 2
            else above == ("syntax",) and _TOKEN_CLASS.fullmatch(name)
        )
        if name not in schema and not free:
            likely = nearest(name, schema)
            hint = f"did you mean '{likely}'?" if likely else f"there are: {', '.join(schema)}"
            where = f"[{'.'.join(above)}] has no" if above else "a theme has no table"
            own.report("T102", own.places.key(key), f"{where} {name!r}", hint)
        elif isinstance(schema.get(name), dict):
            if isinstance(value, dict):
                _known(own, schema[name], value, key)
            else:
                own.report("T103", own.places.value(key), f"{'.'.join(key)} is not a table", f"write [{'.'.join(key)}]")


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for name, value in own.items():
        merged[name] = _merged(base[name], value) if isinstance(value, dict) and name in base else value
    return merged


def _complete(files: Files, data: Mapping[str, Any]) -> None:
    """Report what the default theme itself lacks."""
    for pattern, parts in NEEDED.items():
        top, _, each = pattern.partition(".")
        table = data.get(top)
        tables = {(top, name): one for name, one in table.items()} if each and table else {(top,): table}
        for key, held in tables.items():
            for part in (part for part in parts if not isinstance(held, dict) or part not in held):
                place = files[-1].places.key(key)
                files[-1].report("T103", place, f"[{'.'.join(key)}] has no {part}", "the default theme says everything")


def _values(files: Files, data: Mapping[str, Any]) -> None:
    """Report values that cannot be."""
    for key, value in _leaves(data, ()):
        if wrong := check_of(key)(value, data):
            _report(files, "T103", [key], f"{'.'.join(key)} = {_brief(value)} {wrong}")


def _leaves(table: Mapping[str, Any], above: Key) -> Iterator[tuple[Key, Any]]:
    for name, value in table.items():
        key = (*above, name)
        if isinstance(value, dict):
            yield from _leaves(value, key)
        else:
            yield key, value


def _brief(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


def _sense(files: Files, data: Mapping[str, Any]) -> None:
    """Report values that are fine alone and not beside another."""
    sizes = data["size"]
    for low, high in LADDERS:
        if sizes[low] > sizes[high]:
            message = f"size.{low} = {sizes[low]:g} is above size.{high} = {sizes[high]:g}"
            _report(files, "T103", [("size", low), ("size", high)], message, "text that does not fit gets smaller")
    for role in data["font"]:
        said = [part for part in ("name", "twin") if files[0].says(("font", role, part))]
        if len(said) == 1:
            other = "twin" if said == ["name"] else "name"
            message = f"[font.{role}] says its {said[0]} and not its {other}"
            hint = "the twin is the free font with the same widths: Carlito for Calibri, Liberation Sans for Arial"
            _report(files, "T103", [("font", role, said[0])], message, hint)


def _fonts(files: Files, data: Mapping[str, Any]) -> None:
    """Report fonts that text could not be measured with. Of a fixed pitch, only the look hangs on the twin."""
    for role, font in data["font"].items():
        twin = font["twin"]
        if not is_installed(twin, ("Regular",) if "advance" in font else tuple(STYLES)):
            message = f"{twin!r}, as wide as {font['name']!r}, is not installed"
            _report(files, "T104", [("font", role, "twin")], message, how_to_install(twin))


def _contrast(files: Files, data: Mapping[str, Any]) -> None:
    """Report colours that are too faint beside others: one finding a colour, with its worst pair first."""
    theme = _theme(files[0].path, data)
    faint: dict[str, list[tuple[float, Pair]]] = {}
    for pair, ratio in pairs_that_fail(theme):
        _, (_, token) = _where(files, [("color", pair.front), ("color", pair.ground)])
        faint.setdefault(token, []).append((ratio / pair.needed, pair))
    for token, found in faint.items():
        (share, worst), *others = sorted(found)
        front, ground = (f"{one} {theme.color(one)}" for one in worst[:2])
        ratio = share * worst.needed
        message = f"{front} on {ground} has a contrast of {ratio:.2f}, and {worst.use} needs {worst.needed:g}"
        if others:
            also = [f"{pair.front} on {pair.ground} ({share * pair.needed:.2f})" for share, pair in others]
            message += f"; also {', '.join(also[:MOST_PAIRS])}{' …' if len(also) > MOST_PAIRS else ''}"
        color = remedy(theme, token)
        hint = f'{token} = "{color}" would do' if color else "no shade of it would do: change those that it meets"
        _report(files, "T201", [("color", token)], message, hint)


def _where(files: Files, keys: Sequence[Key]) -> tuple[_File, Key]:
    """The first of these keys that a file says, the theme's own file before the default."""
    return next((file, key) for file in files for key in keys if file.says(key))


def _report(files: Files, code: str, keys: Sequence[Key], message: str, hint: str = "") -> None:
    """A finding at the first of these keys that a file says."""
    file, key = _where(files, keys)
    file.report(code, file.places.value(key), message, hint)


def _theme(file: Path, data: Mapping[str, Any]) -> Theme:
    return Theme(
        file=file,
        colors={token: value.upper() for token, value in data["color"].items()},
        variants={variant: Variant(name=variant, **looks) for variant, looks in data["variant"].items()},
        fonts=Fonts(**{role: Font(**font) for role, font in data["font"].items()}),
        sizes={role: float(value) for role, value in data["size"].items()},
        spacings={role: float(value) for role, value in data["spacing"].items()},
        shadows={shadow: ShadowStyle(**style) for shadow, style in data["shadow"].items()},
        syntax=dict(data["syntax"]),
        ramp=tuple(data["ramp"]["sequential"]),
    )
