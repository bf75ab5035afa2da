"""Which layout of a template carries which kind of slide: by what its placeholders are, or as the theme says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from build.findings.suggestion import suggestion
from build.theme.template import TemplateLayout
from build.theme.template_package import TemplateError
from engine.quoted import quoted

# What a theme may name: the kinds of slides, and `content` for all that it does not name.
KINDS = (
    "title", "section", "content", "list", "columns", "quote", "statement", "formula", "code", "chart", "pictures",
    "picture", "table", "timeline", "agenda", "animation", "appendix", "troubleshooting", "takeaway", "practical",
    "concept",
)  # fmt: skip
_AS_LARGE = 0.8  # of the usual body, from which a layout without one has room enough
_BESIDE = ("objTx", "picTx", "twoTxTwoObj", "vertTx", "vertTitleAndTx")  # whose bodies are not all for words or things
_OPEN = ("quote", "statement")  # whose words are the title: they have the whole body


def kinds_of(layouts: Sequence[TemplateLayout], chosen: Mapping[str, str], name: str) -> Mapping[str, TemplateLayout]:
    """A layout for some kinds; any other has that of `content`. Raises TemplateError where none can carry slides."""
    named = {kind: _named(layouts, layout, kind) for kind, layout in chosen.items()}
    content = named.get("content") or _content(layouts)
    if content is None:
        has = ", ".join(quoted(layout.name) for layout in layouts[:8])
        message = f"no layout of {name} has a title and a body; it has {has}"
        raise TemplateError(message, "add a layout with a title and a content placeholder: View, Slide Master")
    found = {"content": content}
    title = next((one for one in layouts if one.type == "title" and "title" in one.places), None)
    title = title or next((one for one in layouts if _has(one, "ctrTitle")), None)
    section = next((one for one in layouts if one.type == "secHead" and "title" in one.places), None)
    alone = next((one for one in layouts if one.type == "titleOnly" and "title" in one.places), None)
    alone = alone if alone and _room(alone) >= _AS_LARGE * _room(content) else None
    two = next((one for one in layouts if one.type == "twoObj" and {"title", "body2"} <= set(one.places)), None)
    found |= {"title": title} if title else {}
    found |= {"section": section} if section else {}
    found |= {"columns": two} if two else {}
    found |= dict.fromkeys(_OPEN, alone) if alone else {}
    for kind, layout in (found | named).items():
        if "title" not in layout.places:
            message = f"the layout {quoted(layout.name)} for {kind} has no title placeholder"
            raise TemplateError(message, "add one: View, Slide Master", kind if kind in chosen else "")
    return found | named


def _named(layouts: Iterable[TemplateLayout], name: str, kind: str) -> TemplateLayout:
    known = {layout.key: layout for layout in layouts}
    if name not in known:
        hint = suggestion(name, known, f"there are: {', '.join(known)}")
        raise TemplateError(f"template.layouts.{kind} = {quoted(name)} is no layout of the template", hint, kind)
    return known[name]


def _content(layouts: Sequence[TemplateLayout]) -> TemplateLayout | None:
    """A title and one body: by its type, else the one with the most room; without bodies, below a title."""
    able = [one for one in layouts if {"title", "body"} <= set(one.places) and not _has(one, "ctrTitle")]
    able = able or [one for one in layouts if "title" in one.places and not _has(one, "ctrTitle")]  # below its title
    able = [one for one in able if one.type not in ("title", "secHead")]
    usual = next((one for one in able if one.type == "obj"), None) or next(
        (one for one in able if one.type == "tx"), None
    )
    plain = [one for one in able if one.type not in _BESIDE] or able
    single = [one for one in plain if "body2" not in one.places] or plain
    return usual or max(single, key=_room, default=None)


def _room(layout: TemplateLayout) -> float:
    """Square inches of its body."""
    return layout.body[2] * layout.body[3]


def _has(layout: TemplateLayout, kind: str) -> bool:
    return any(place.type == kind for place in layout.places.values())
