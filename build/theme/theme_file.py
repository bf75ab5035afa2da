"""A theme's file: read, checked against the default theme, and every mistake told with its line and column.

A theme says only what differs. The default theme is the schema: its tables and keys are those that exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from build.files.places import THEME
from build.files.template_named import template_named
from build.files.toml_file import Key, TomlFile
from build.theme.contrast import Pair, pairs_that_fail, remedy
from build.theme.fonts import STYLES, how_to_install, is_installed
from build.theme.schema import LADDERS, ROLES, Mistake, validated
from build.theme.tokens import Font, Fonts, ShadowStyle, Theme, ThemeError, Variant
from engine.quoted import quoted

MOST_PAIRS = 4  # that a finding lists besides the worst

Files = tuple[TomlFile, ...]  # the theme's own, then the default; one file where the theme is the default


def read_theme(path: Path) -> Theme:
    """The theme of a file over the default one. Raises ThemeError with all findings of the first stage that has any.

    A company's template is a theme by itself: the default one under that template.
    """
    alone = template_named(path) == path
    files = tuple(map(_file, dict.fromkeys((*(() if alone else (path.resolve(),)), THEME.resolve()))))
    data, mistakes = validated(_merged(files[-1].data, files[0].data), files[-1].data)
    _report(files, mistakes)
    theme = Theme(
        file=path,
        colors={token: color.upper() for token, color in data["color"].items()},
        variants={name: Variant(name=name, **looks) for name, looks in data["variant"].items()},
        fonts=Fonts(**{role: Font(**font) for role, font in data["font"].items()}),
        sizes=data["size"],
        spacings=data["spacing"],
        shadows={name: ShadowStyle(**style) for name, style in data["shadow"].items()},
        syntax=data["syntax"],
        ramp=data["ramp"]["sequential"],
    )
    if alone or "template" in data:
        from build.theme.template_look import under_template

        theme = under_template(theme, data.get("template", str(path.resolve())), files)
    for check in (_sense, _fonts, _contrast):
        _report(files, check(files, theme))
    return theme


def _file(path: Path) -> TomlFile:
    return TomlFile(path, what="theme", code="T101", like="name a file like deck_specs/theme.toml", error=ThemeError)


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for name, value in own.items():
        below = base.get(name)
        merged[name] = _merged(below, value) if isinstance(value, dict) and isinstance(below, dict) else value
    return merged


def _report(files: Files, mistakes: Iterable[Mistake]) -> None:
    """Raise ThemeError where there are mistakes, each in the file that says the key."""
    findings = []
    for code, keys, message, hint, value in mistakes:
        file, key = _where(files, keys)
        findings.append(file.finding(code, key, message, hint, value=value))
    if findings:
        raise ThemeError(findings)


def _where(files: Files, keys: tuple[Key, ...]) -> tuple[TomlFile, Key]:
    """The first of these keys that a file says, the theme's own file before the default; what none says it lacks."""
    return next(((file, key) for file in files for key in keys if file.says(key)), (files[-1], keys[0]))


# ---- what is fine alone and not beside another ------------------------------------------------------------
def _sense(files: Files, theme: Theme) -> Iterator[Mistake]:
    for low, high in LADDERS:
        if theme.size(low) > theme.size(high):
            message = f"size.{low} = {theme.size(low):g} is above size.{high} = {theme.size(high):g}"
            yield Mistake("T103", (("size", low), ("size", high)), message, "text that does not fit gets smaller")
    for role in ROLES:
        said = [part for part in ("name", "twin") if files[0].says(("font", role, part))]
        if len(said) == 1:
            other = "twin" if said == ["name"] else "name"
            message = f"[font.{role}] says its {said[0]} and not its {other}"
            hint = "the twin is the free font with the same widths: Carlito for Calibri, Liberation Sans for Arial"
            yield Mistake("T103", (("font", role, said[0]),), message, hint)


def _fonts(_: Files, theme: Theme) -> Iterator[Mistake]:
    """Fonts that text could not be measured with. Of a fixed pitch, only the look hangs on the twin."""
    for role in ROLES:
        font: Font = getattr(theme.fonts, role)
        if not is_installed(font.twin, ("Regular",) if font.advance else tuple(STYLES)):
            message = f"{quoted(font.twin)}, as wide as {quoted(font.name)}, is not installed"
            yield Mistake("T104", (("font", role, "twin"),), message, how_to_install(font.twin))


def _contrast(files: Files, theme: Theme) -> Iterator[Mistake]:
    """Colours that are too faint beside others: one mistake a colour, with its worst pair first."""
    faint: dict[str, list[tuple[float, Pair]]] = {}
    for pair, ratio in pairs_that_fail(theme):
        _, (_, token) = _where(files, (("color", pair.front), ("color", pair.ground)))
        faint.setdefault(token, []).append((ratio / pair.needed, pair))
    for token, found in faint.items():
        (share, worst), *others = sorted(found)
        front, ground = (f"{color} {theme.color(color)}" for color in worst[:2])
        ratio = share * worst.needed
        message = f"{front} on {ground} has a contrast of {ratio:.2f}, and {worst.use} needs {worst.needed:g}"
        if others:
            also = [f"{pair.front} on {pair.ground} ({share * pair.needed:.2f})" for share, pair in others]
            message += f"; also {', '.join(also[:MOST_PAIRS])}{' …' if len(also) > MOST_PAIRS else ''}"
        color = remedy(theme, token)
        hint = f'{token} = "{color}" would do' if color else "no shade of it would do: change those that it meets"
        yield Mistake("T201", (("color", token),), message, hint)
