"""A template read: its layouts, where each has what, how words look there, and which layout carries which slides."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from build.theme.template import FOOT, Area, Mark, Place, Role, Template, TemplateLayout
from build.theme.template_area import behind, free_of
from build.theme.template_color import A, Palette, scheme_of
from build.theme.template_kinds import kinds_of
from build.theme.template_marks import ALIGN, ANCHOR, Sheet
from build.theme.template_package import TemplateError, opened
from build.theme.template_xml import EMU, P, area_of, bounds, insets_of, spacing_of

_BODIES = ("obj", "body", "tbl", "chart", "dgm", "media", "clipArt", "pic")
_ROLES: Mapping[str, Role] = {"title": "title", "ctrTitle": "title", "ftr": "footer", "sldNum": "number", "dt": "date"}
_MASTERS = {"ctrTitle": "title", "subTitle": "body", "obj": "body"}
_STYLES = {
    "title": "titleStyle",
    "ctrTitle": "titleStyle",
    "ftr": "otherStyle",
    "sldNum": "otherStyle",
    "dt": "otherStyle",
}
_LEAST = 0.5  # inches of a side that a body has
_ONCE = 4  # templates kept


def read_template(path: Path, chosen: Mapping[str, str]) -> Template:
    """The template of a file; `chosen` names layouts for kinds of slides. Raises TemplateError."""
    data, deck = opened(path)
    digest = hashlib.sha256(data).hexdigest()
    return _read(path, digest, deck, tuple(sorted(chosen.items())))


@lru_cache(maxsize=_ONCE)
def _read(path: Path, digest: str, data: bytes, chosen: tuple[tuple[str, str], ...]) -> Template:
    from lxml import etree
    from pptx import Presentation
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT

    try:
        deck: Any = Presentation(io.BytesIO(data))
        size = deck.slide_width / EMU, deck.slide_height / EMU
        layouts: list[TemplateLayout] = []
        undrawn: list[str] = []
        first: _Master | None = None
        for master in deck.slide_masters:
            theme = etree.fromstring(master.part.part_related_by(RT.THEME).blob)
            read = _Master(deck, master, theme, size)
            first = first or read
            for layout in master.slide_layouts:
                layouts.append(read.layout(layout, len(layouts), [other.name for other in layouts]))
            undrawn += read.undrawn
    except (KeyError, ValueError, AttributeError, TypeError, IndexError, OSError, etree.XMLSyntaxError) as error:
        if isinstance(error, TemplateError):
            raise
        raise TemplateError(f"{path.name} cannot be read: {error}", "open and save it in PowerPoint") from None
    if first is None or not layouts:
        raise TemplateError(f"{path.name} has no layouts", "take the company's template, not a deck without a master")
    return Template(
        path=path, digest=digest, size=size, layouts=tuple(layouts), kinds=kinds_of(layouts, dict(chosen), path.name),
        scheme=first.palette.scheme, major=first.fonts["+mj-lt"], minor=first.fonts["+mn-lt"],
        undrawn=tuple(dict.fromkeys(undrawn)),
    )  # fmt: skip


@dataclass
class _Master:
    deck: Any
    master: Any
    theme: Any
    size: tuple[float, float]

    def __post_init__(self) -> None:
        names = dict(self.master.element.find(f"{P}clrMap").attrib)
        self.palette = Palette(scheme_of(self.theme), names)
        self.sheet = self._sheet(self.master, self.palette)
        self.marks = list(self.sheet.marks())
        self.background = self.sheet.background()
        self.places = {place.type: place.element for place in map(_Named, self.master.placeholders)}
        self.fonts = {f"+{short}-lt": self._font(role) for short, role in (("mj", "major"), ("mn", "minor"))}
        self.undrawn = self.sheet.undrawn

    def _sheet(self, sheet: Any, palette: Palette) -> Sheet:
        return Sheet(part=sheet.part, root=sheet.element, palette=palette, theme=self.theme, size=self.size)

    def _font(self, role: str) -> str:
        font = next(self.theme.iter(f"{A}{role}Font"), None)
        latin = font.find(f"{A}latin") if font is not None else None
        return str(latin.get("typeface", "")) if latin is not None else ""

    def layout(self, layout: Any, number: int, taken: Sequence[str]) -> TemplateLayout:
        """One layout with all that its master gives to it."""
        override = layout.element.find(f"{P}clrMapOvr/{A}overrideClrMapping")
        palette = self.palette.mapped(dict(override.attrib)) if override is not None else self.palette
        sheet = self._sheet(layout, palette)
        ground = sheet.background() or self.background
        ground = ground or Mark(
            kind="rect", area=(0.0, 0.0, *self.size), name="background", fill=(palette.slot("bg1"),)
        )
        own = list(sheet.marks())
        of_master = self.marks if layout.element.get("showMasterSp", "1") in ("1", "true") else []
        places, painted = self._places(layout, sheet, palette)
        marks = [ground, *of_master, *own, *painted]
        self.undrawn += [told for told in sheet.undrawn if told not in self.undrawn]
        body = self._body(layout, places, [*of_master, *own])
        return TemplateLayout(
            key=layout.name if layout.name and layout.name not in taken else f"{layout.name} #{number + 1}".strip(),
            name=layout.name, number=number, type=layout.element.get("type", ""), places=places, marks=tuple(marks),
            body=body, grounds=behind(marks, body),
        )  # fmt: skip

    # ---- places ---------------------------------------------------------------------------------------
    def _places(self, layout: Any, sheet: Sheet, palette: Palette) -> tuple[dict[Role, Place], list[Mark]]:
        """The placeholders of a layout by role, its bodies from left to right; and what those paint behind words."""
        found: dict[Role, Place] = {}
        painted: list[Mark] = []
        bodies: list[tuple[Area, Any, str]] = []
        for shape in map(_Named, layout.placeholders):
            kind, area = shape.type, self._area(shape.element)
            if area is None:
                continue
            role = _ROLES.get(kind)
            if role and role not in found:
                found[role] = self._place(role, shape.element, kind, area, palette)
                painted += filter(None, (self._painted(shape.element, sheet, area),))
            elif (kind == "subTitle" or kind in _BODIES) and _Named.holder(shape.element).get("orient") != "vert":
                bodies.append((area, shape.element, kind))
        roles: tuple[Role, Role] = ("body", "body2")
        wanted = sorted(bodies, key=lambda one: -one[0][2] * one[0][3])[:2]
        if len(wanted) == 2 and wanted[1][0][2] * wanted[1][0][3] < wanted[0][0][2] * wanted[0][0][3] / 2:
            wanted = wanted[:1]
        for role, (area, element, kind) in zip(roles, sorted(wanted, key=lambda one: one[0][:2]), strict=False):
            found[role] = self._place(role, element, kind, area, palette)
        return found, painted

    def _painted(self, element: Any, sheet: Sheet, area: Area) -> Mark | None:
        if area_of(element) is not None:
            return sheet.decoration(element)
        above = self._above(element)
        made = self.sheet.decoration(above) if above is not None else None
        return replace(made, area=area) if made else None

    def _above(self, element: Any) -> Any:
        """The master's placeholder that one of a layout takes after."""
        kind = _Named.kind(element)
        return self.places.get(_MASTERS.get(kind, "body" if kind in _BODIES else kind))

    def _area(self, element: Any) -> Area | None:
        own = area_of(element)
        above = self._above(element) if own is None else None
        return area_of(above) if above is not None else own

    def _place(self, role: Role, element: Any, kind: str, area: Area, palette: Palette) -> Place:
        above = self._above(element)
        shapes = [one for one in (element, above) if one is not None]
        bodies = [body for one in shapes if (body := one.find(f"{P}txBody/{A}bodyPr")) is not None]
        levels = list(self._levels(shapes, kind))
        looks = [look for level in levels if (look := level.find(f"{A}defRPr")) is not None]
        fills = (fill for look in looks for fill in _fills(look))
        color = next((found for fill in fills if (found := palette.inside(fill))), "")
        fonts = (look.find(f"{A}latin") for look in looks)
        font = next((font.get("typeface", "") for font in fonts if font is not None), "+mn-lt")
        anchor = next((body.get("anchor") for body in bodies if body.get("anchor")), "t")
        align = next((level.get("algn") for level in levels if level.get("algn")), "l")
        return Place(
            role=role, type=kind, index=int(_Named.holder(element).get("idx", "0")), area=area,
            insets=insets_of(bodies),
            size=next((int(look.get("sz")) / 100 for look in looks if look.get("sz")), 18.0),
            color=(color or palette.slot("tx1"))[:7],
            face="display" if self.fonts.get(font, font) == self.fonts["+mj-lt"] and role == "title" else "body",
            bold=next((look.get("b") in ("1", "true") for look in looks if look.get("b")), False),
            italic=next((look.get("i") in ("1", "true") for look in looks if look.get("i")), False),
            caps=next((look.get("cap") == "all" for look in looks if look.get("cap")), False),
            align=ALIGN.get(align, "left"), anchor=ANCHOR.get(anchor, "top"), spacing=spacing_of(levels),
        )  # fmt: skip

    def _levels(self, shapes: Sequence[Any], kind: str) -> Iterator[Any]:
        """What says how words of the first level look, the nearest first."""
        texts = self.master.element.find(f"{P}txStyles/{P}{_STYLES.get(kind, 'bodyStyle')}")
        holders = [*(shape.find(f"{P}txBody/{A}lstStyle") for shape in shapes), texts]
        holders.append(self.deck.element.find(f"{P}defaultTextStyle"))
        for holder in holders:
            level = holder.find(f"{A}lvl1pPr") if holder is not None else None
            if level is not None:
                yield level

    # ---- the body -------------------------------------------------------------------------------------
    def _body(self, layout: Any, places: Mapping[Role, Place], marks: Sequence[Mark]) -> Area:
        """What slides may fill: the body's placeholders, else the master's, without what stands in them."""
        areas = [places[role].area for role in ("body", "body2") if role in places]
        if not areas and (own := self.places.get("body")) is not None and (area := area_of(own)):
            areas = [area]
        if not areas:
            title = places["title"].area if "title" in places else (0.5, 0.3, self.size[0] - 1.0, 1.0)
            top = title[1] + title[3] + 0.1
            areas = [(title[0], top, title[2], max(_LEAST, self.size[1] - top - 0.6))]
        left, top = min(area[0] for area in areas), min(area[1] for area in areas)
        right, bottom = max(a[0] + a[2] for a in areas), max(a[1] + a[3] for a in areas)
        things = [places[role].area for role in (*FOOT, "title") if role in places]
        return free_of((left, top, right - left, bottom - top), [*things, *map(bounds, marks)])


@dataclass(frozen=True)
class _Named:
    """A placeholder of python-pptx with its type as the format writes it."""

    shape: Any

    @property
    def element(self) -> Any:
        return self.shape.element

    @property
    def type(self) -> str:
        return self.kind(self.element)

    @staticmethod
    def holder(element: Any) -> Any:
        return next(element.iter(f"{P}ph"))

    @classmethod
    def kind(cls, element: Any) -> str:
        return str(cls.holder(element).get("type", "obj"))


def _fills(look: Any) -> Iterator[Any]:
    """What may hold the colour of words; of a gradient its first."""
    for path in (f"{A}solidFill", f"{A}gradFill/{A}gsLst/{A}gs"):
        if (found := look.find(path)) is not None:
            yield found
