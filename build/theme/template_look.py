"""A theme under a company's template: its colours and fonts are the template's, which carries the slides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from build.files.template_named import template_named
from build.files.toml_file import TomlFile
from build.findings.diagnostic import Diagnostic, Span
from build.findings.file_messages import display_path
from build.theme.fonts import twin_of
from build.theme.template import Template
from build.theme.template_package import TemplateError
from build.theme.template_palette import palette_of, roles_of, variants_of
from build.theme.template_read import read_template
from build.theme.tokens import Font, Fonts, Theme, ThemeError
from engine.quoted import quoted

_ROLES = {"display": "title", "body": "body"}


def under_template(theme: Theme, said: str | Mapping[str, Any], files: Sequence[TomlFile]) -> Theme:
    """The theme under the template that it names, or is. What its own file says of colours and fonts stays.

    Raises ThemeError where the template cannot carry slides.
    """
    path = template_named(theme.file) or theme.file.parent / str(said)
    own = files[0] if path != theme.file else None
    chosen = said.get("layouts", {}) if isinstance(said, dict) else {}
    try:
        template = read_template(path.resolve(), chosen)
    except TemplateError as error:
        key = ("template", "layouts", error.kind) if error.kind else _key(said)
        raise ThemeError([_finding(theme, own, key, "T301", str(error), error.hint)]) from None
    colors = palette_of(template, theme.colors)
    colors |= {token: theme.colors[token] for token in theme.colors if own and own.says(("color", token))}
    variants = {name: one for name, one in theme.variants.items() if own and own.says(("variant", name))}
    return replace(
        theme,
        template=template,
        colors=colors,
        variants={**variants_of(colors, theme.variants), **variants},
        fonts=_fonts(theme, template, own),
        told=tuple(_told(theme, template, own, _key(said))),
    )


def _key(said: str | Mapping[str, Any]) -> tuple[str, ...]:
    return ("template",) if isinstance(said, str) else ("template", "file")


def _fonts(theme: Theme, template: Template, own: TomlFile | None) -> Fonts:
    names = {"display": template.major, "body": template.minor}
    made = {
        role: Font(name, twin_of(name))
        for role, name in names.items()
        if name and not (own and own.says(("font", role)))
    }
    return replace(theme.fonts, **made)


def _told(theme: Theme, template: Template, own: TomlFile | None, key: tuple[str, ...]) -> list[Diagnostic]:
    found = []
    if template.undrawn:
        what = "; ".join(template.undrawn[:6]) + ("; …" if len(template.undrawn) > 6 else "")
        message = f"stills and pages for browsers cannot show all of {template.path.name}: {what}"
        found.append(
            _finding(theme, own, key, "T302", message, "PowerPoint shows it; make it a PNG to see it everywhere")
        )
    roles = roles_of(template)
    if roles.faint:
        faint = " and ".join(quoted(color) for color in roles.faint)
        message = f"accents of {template.path.name} are too faint on its pages for marks: {faint}"
        found.append(_finding(theme, own, key, "T303", message, f"marks and bars have {roles.accent}"))
    return found


def _finding(
    theme: Theme, own: TomlFile | None, key: tuple[str, ...], code: str, message: str, hint: str
) -> Diagnostic:
    if own is not None:
        return own.finding(code, key, message, hint)
    return Diagnostic(path=display_path(theme.file), span=Span(), code=code, message=message, hint=hint)
