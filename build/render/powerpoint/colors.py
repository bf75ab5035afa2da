"""Tokens as theme colours, so that a change of the theme in PowerPoint recolours a deck, tints included.

Twelve tokens are the theme's slots. The others are written as a slot moved in hue, saturation and
lightness, where that gives the token's colour to the last bit, and as plain RGB where it does not.
"""

from __future__ import annotations

import colorsys
from collections.abc import Mapping

from build.theme.contrast import AA, contrast
from build.theme.tokens import Theme, tint

# slot of the colour scheme: (name on a slide, token)
SLOTS: Mapping[str, tuple[str, str]] = {
    "dk1": ("tx1", "char"),
    "lt1": ("bg1", "white"),
    "dk2": ("tx2", "navy"),
    "lt2": ("bg2", "soft"),
    "accent1": ("accent1", "gold"),
    "accent2": ("accent2", "teal"),
    "accent3": ("accent3", "sky"),
    "accent4": ("accent4", "brick"),
    "accent5": ("accent5", "plum"),
    "accent6": ("accent6", "gqa"),
    "hlink": ("hlink", "skyink"),
    "folHlink": ("folHlink", "plum"),
}

# token whose slot carries them: tints and shades
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "white": ("pearl",),
    "char": ("slate", "mute"),
    "navy": (
        "navy700", "navy500", "navy300", "navy200", "navy100", "navy50", "line", "line2", "mist", "codechip",
        "ramp0", "ramp1", "ramp2", "ramp3", "ramp4", "ramp5",
    ),
    "gold": ("goldd", "goldink", "gold200", "gold100", "gold50", "goldlt", "ivory", "cream"),
    "teal": ("teal100",),
    "sky": ("skyink", "sky100"),
    "brick": ("brick100",),
    "plum": ("plum100",),
}  # fmt: skip

_BASE = {member: base for base, members in FAMILIES.items() for member in members}
_SLOT_OF = {token: name for name, token in SLOTS.values() if name not in ("hlink", "folHlink")}  # links stay links
_TURNED = {"hueOff", "satMod"}  # LibreOffice draws these otherwise: under a company's colours they may be large
_GROUNDS = ("pearl", "soft", "white")
_FULL = 100_000  # 100 percent
_DEGREE = 60_000


class Colors:
    """The colour elements of one theme, each worked out once."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._slot_of = _slots_under(theme) if theme.template else _SLOT_OF
        self._elements: dict[tuple[str, float | None], str] = {}
        link = theme.template.scheme.get("hlink", "") if theme.template else ""
        # A company's colour of links is not ours to change: where its pages hide it, links keep their words' colour.
        self.links_too_faint = link != "" and min(contrast(link, theme.colors[on]) for on in _GROUNDS) < AA

    def element(self, token: str, alpha: float | None = None) -> str:
        """The colour of a token, `alpha` from 0 (clear) to 1."""
        key = (token, alpha)
        if key not in self._elements:
            tag, value, changes = self._changes(token)
            if alpha is not None:
                changes += f'<a:alpha val="{round(alpha * _FULL)}"/>'
            self._elements[key] = f'<a:{tag} val="{value}">{changes}</a:{tag}>' if changes else (
                f'<a:{tag} val="{value}"/>'
            )  # fmt: skip
        return self._elements[key]

    def fill(self, token: str) -> str:
        return f"<a:solidFill>{self.element(token)}</a:solidFill>"

    def scheme(self) -> str:
        """The slots' own colours, for the theme part."""
        return "".join(
            f'<a:{slot}><a:srgbClr val="{self._hex(token)}"/></a:{slot}>' for slot, (_, token) in SLOTS.items()
        )

    def _hex(self, token: str) -> str:
        return self.theme.color(token).removeprefix("#")

    def _changes(self, token: str) -> tuple[str, str, str]:
        slots = self._slot_of
        if token in slots:
            return "schemeClr", slots[token], ""
        plain, part = tint(token)
        base = _BASE.get(plain) if part is None else _BASE.get(plain, plain)
        if base is not None and base in slots:
            changes = shift(self._hex(base), self._hex(token))
            if changes is not None and not (self.theme.template and changes.keys() & _TURNED):
                elements = "".join(f'<a:{name} val="{value}"/>' for name, value in changes.items())
                return "schemeClr", slots[base], elements
        return "srgbClr", self._hex(token), ""


def _slots_under(theme: Theme) -> Mapping[str, str]:
    """The slots of a company's theme whose very colour a token has, so that it is recoloured with the company's."""
    assert theme.template is not None
    own = [(slot, color) for slot, color in theme.template.scheme.items() if slot not in ("hlink", "folHlink")]
    slots = {color: slot for slot, color in reversed(own)}
    return slots | {token: slots[color] for token, color in theme.colors.items() if color in slots}


def shift(base: str, target: str) -> dict[str, int] | None:
    """The changes that lead from one colour to another, or None where rounding would miss it.

    A lighter colour moves a share of the way to white and a darker one a share of the way to black, so
    another base gives a tint as light as before.
    """
    hue, light, saturation = _hls(base)
    to_hue, to_light, to_saturation = _hls(target)
    changes: dict[str, int] = {}
    if saturation and to_saturation:
        turn = (to_hue - hue + 0.5) % 1 - 0.5
        changes["hueOff"] = round(turn * 360 * _DEGREE)
        changes["satMod"] = round(to_saturation / saturation * _FULL)
    if to_light > light:
        share = round((1 - to_light) / (1 - light) * _FULL)
        changes |= {"lumMod": share, "lumOff": _FULL - share}
    elif to_light < light:
        changes["lumMod"] = round(to_light / light * _FULL)
    neutral = {"hueOff": 0, "satMod": _FULL}
    changes = {name: value for name, value in changes.items() if neutral.get(name) != value}
    return changes if shifted(base, changes) == target.upper() else None


def shifted(base: str, changes: Mapping[str, int]) -> str:
    """A colour after the changes that an office program makes, in their order."""
    hue, light, saturation = _hls(base)
    for name, value in changes.items():
        if name == "hueOff":
            hue = (hue + value / _DEGREE / 360) % 1
        elif name == "satMod":
            saturation = min(1.0, saturation * value / _FULL)
        elif name == "lumMod":
            light = light * value / _FULL
        else:
            light = min(1.0, light + value / _FULL)
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, saturation))


def _hls(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return colorsys.rgb_to_hls(red, green, blue)
