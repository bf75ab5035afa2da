"""Colours of a template as it writes them (ECMA-376, 20.1.2.3), worked out: slots, their map, tints and shades."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from typing import Any

from build.theme.tokens import mixed

_FULL = 100_000
_DEGREE = 60_000
_NAMED = {"black": "000000", "white": "FFFFFF", "red": "FF0000", "green": "008000", "blue": "0000FF", "gray": "808080"}
COLORS = ("srgbClr", "schemeClr", "sysClr", "prstClr", "scrgbClr", "hslClr")
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


class Palette:
    """A theme's colours by slot (`dk1`, `accent1`), and how a master's names (`tx1`) stand for slots."""

    def __init__(self, scheme: Mapping[str, str], names: Mapping[str, str]) -> None:
        self.scheme = scheme
        self._names = names

    def mapped(self, names: Mapping[str, str]) -> Palette:
        """The same under another map, as a layout may have one."""
        return Palette(self.scheme, {**self._names, **names})

    def slot(self, name: str) -> str:
        return self.scheme.get(self._names.get(name, name), "#000000")

    def inside(self, parent: Any, instead: str = "") -> str:
        """The colour that an element holds; `instead` stands for the colour that a style leaves open (`phClr`)."""
        for child in parent if parent is not None else ():
            if isinstance(child.tag, str) and child.tag.removeprefix(A) in COLORS:
                return self.of(child, instead)
        return ""

    def of(self, element: Any, instead: str = "") -> str:
        """`#1A365D`, with two digits more where one sees through it."""
        kind, value = element.tag.removeprefix(A), element.get("val", "")
        if kind == "srgbClr":
            color = f"#{value.upper()}"
        elif kind == "schemeClr":
            color = instead or "#000000" if value == "phClr" else self.slot(value)
        elif kind == "sysClr":
            color = f"#{element.get('lastClr', 'FFFFFF' if value == 'window' else '000000').upper()}"
        elif kind == "scrgbClr":
            color = _hex(*(_srgb(int(element.get(part, "0")) / _FULL) for part in "rgb"))
        elif kind == "hslClr":
            hue, saturation, light = (int(element.get(part, "0").rstrip("%")) for part in ("hue", "sat", "lum"))
            color = _hex(*colorsys.hls_to_rgb(hue / 360 / _DEGREE, light / _FULL, saturation / _FULL))
        else:
            color = f"#{_NAMED.get(value, '000000')}"
        return _changed(color, element)


def scheme_of(theme: Any) -> dict[str, str]:
    """The colours of a theme's part by slot."""
    scheme = next(theme.iter(f"{A}clrScheme"), None)
    bare = Palette({}, {})
    return {slot.tag.removeprefix(A): bare.inside(slot) for slot in (scheme if scheme is not None else ())}


def _changed(color: str, element: Any) -> str:
    """A colour after the changes that an element holds, in their order."""
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    alpha = int(color[7:9], 16) / 255 if len(color) == 9 else 1.0
    for change in element:
        if not isinstance(change.tag, str):
            continue
        name, value = change.tag.removeprefix(A), int(change.get("val", "0").rstrip("%")) / _FULL
        if name == "alpha":
            alpha = value
        elif name in ("tint", "shade"):  # in linear light
            parts = ((_linear(part) * value + (1 - value if name == "tint" else 0.0)) for part in (red, green, blue))
            red, green, blue = (_srgb(part) for part in parts)
        elif name[:3] in ("lum", "sat", "hue"):
            hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
            parts3 = {"hue": hue, "lum": light, "sat": saturation}
            what, how = name[:3], name[3:]
            step = value if what != "hue" or how == "Mod" else value * _FULL / _DEGREE / 360
            parts3[what] = {"Mod": parts3[what] * step, "Off": parts3[what] + step}.get(how, step)
            lum, sat = (min(1.0, max(0.0, parts3[part])) for part in ("lum", "sat"))
            red, green, blue = colorsys.hls_to_rgb(parts3["hue"] % 1, lum, sat)
    made = _hex(red, green, blue)
    return made if alpha >= 0.995 else f"{made}{round(alpha * 255):02X}"


def over(color: str, ground: str) -> str:
    """A colour that one sees through, as it looks on a ground."""
    if len(color) != 9:
        return color
    return mixed(color, ground, int(color[7:9], 16) / 255)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _srgb(part: float) -> float:
    part = min(1.0, max(0.0, part))
    return part * 12.92 if part <= 0.0031308 else float(1.055 * part ** (1 / 2.4) - 0.055)


def _hex(red: float, green: float, blue: float) -> str:
    return "#" + "".join(f"{round(min(1.0, max(0.0, part)) * 255):02X}" for part in (red, green, blue))
