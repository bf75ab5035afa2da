"""A theme's colours made of a template's: every role that slides draw with, told apart on the template's own grounds.

Title and bold words have the colour of its title, marks and bars its first accent with 3:1 on the page, bands a tenth
of that accent; all else is made of these and of what lies behind, and moved until `contrast` is content.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from build.theme.contrast import AA, AA_LARGE, contrast, luminance
from build.theme.template import Template
from build.theme.tokens import Variant, mixed

WELL = 7.0  # contrast of words that tints can lie behind
ACCENTS = tuple(f"accent{number}" for number in range(1, 7))
_STEP = 0.02
_HUE = 35 / 360  # how far a colour may be from the one that means the same
_COLOURED = 0.25  # saturation
_APART = 90  # in red, green and blue together, of 765
# Costly, good, and two more: each keeps about its hue, or takes one beside it where another colour has that.
_MEANT = {"brick": "#B03560", "teal": "#0A66A8", "sky": "#2795AB", "plum": "#471976"}


@dataclass(frozen=True, slots=True)
class Roles:
    """What of a template's colours the others are made of. `faint` accents are no marks: 3:1 is missing."""

    grounds: tuple[str, ...]
    text: str
    title: str
    accent: str
    faint: tuple[str, ...]


def roles_of(template: Template) -> Roles:
    """The roles that a template's colours have on its pages."""
    layout, scheme = template.main, template.scheme
    grounds = layout.grounds
    body, head = layout.places.get("body"), layout.places["title"]
    words = [body.color] if body else []
    words += [scheme[slot] for slot in ("dk1", "lt1") if slot in scheme] + ["#000000", "#FFFFFF"]
    text = next(
        (color for color in words if _least(color, grounds) >= WELL), max(words, key=lambda c: _least(c, grounds))
    )
    heads = [head.color, *(scheme[slot] for slot in ("dk2", "lt2", *ACCENTS) if slot in scheme)]
    title = next((color for color in heads if _least(color, grounds) >= AA), text)
    accents = [scheme[slot] for slot in ACCENTS if slot in scheme]
    marks = [color for color in accents if _least(color, grounds) >= AA_LARGE]
    accent = next((color for color in marks if not _alike(color, title)), next(iter(marks), title))
    before = accents[: accents.index(accent)] if accent in accents else accents
    faint = tuple(color for color in before if color not in marks)
    return Roles(grounds, text, title, accent, faint)


def palette_of(template: Template, usual: Mapping[str, str]) -> dict[str, str]:
    """All colours of a theme by token; `usual` are those of the default theme, whose meaning the others keep."""
    roles = roles_of(template)
    page, soft = roles.grounds[0], roles.grounds[-1]
    text, title, accent = roles.text, roles.title, roles.accent
    dark = luminance(page) < luminance(text)
    far = "#FFFFFF" if dark else "#000000"  # where inks go that are too faint
    pages = tuple(dict.fromkeys(roles.grounds))

    def tint(color: str, part: float, *inks: str) -> str:
        return _tint(color, page, part, inks or (text, title))

    def ink(color: str, grounds: Iterable[str], needed: float = AA) -> str:
        return _moved(color, far, tuple(grounds), needed)

    made: dict[str, str] = {"pearl": page, "soft": soft, "white": page, "char": text, "navy": title, "gold": accent}
    made |= {
        "slate": ink(mixed(text, page, 0.86), pages, WELL * 0.75),
        "mute": ink(mixed(text, page, 0.72), pages, 5.0),
    }
    for token, part in (("navy50", 0.06), ("navy100", 0.12), ("codechip", 0.09), ("mist", 0.10)):
        made[token] = tint(title, part, text, title, made["mute"], made["slate"])
    made |= {"navy200": tint(title, 0.26), "navy300": tint(title, 0.42, title)}
    made |= {
        token: _tint(title, page, part, (page,), deep=True) for token, part in (("navy700", 0.88), ("navy500", 0.78))
    }
    made |= {"line": mixed(text, page, 0.18), "line2": mixed(text, page, 0.32)}
    for token, part in (("gold50", 0.10), ("gold100", 0.18), ("ivory", 0.05), ("cream", 0.12)):
        made[token] = tint(accent, part, text, title, made["mute"], made["slate"])
    made |= {"gold200": tint(accent, 0.34), "goldd": ink(accent, pages, AA_LARGE)}
    fills = _meant(template, usual, (accent, title))
    for token, part in (("brick", 0.14), ("teal", 0.14), ("sky", 0.14), ("plum", 0.14)):
        made[f"{token}100"] = tint(fills[token], part, text, title, made["mute"])
    grounds = (*pages, made["gold100"], made["brick100"], made["gold50"], made["navy50"])
    for token in ("brick", "teal", "plum"):
        made[token] = ink(fills[token], (*grounds, made[f"{token}100"]))
    made |= {"sky": _moved(fills["sky"], far, pages, AA_LARGE), "skyink": ink(fills["sky"], (*pages, made["sky100"]))}
    made |= {"gqa": _moved(accent, far, pages, AA_LARGE)}
    made["goldink"] = ink(accent, (*grounds, made["navy100"], made["ivory"]))
    made["mute"], made["slate"] = (ink(made[token], grounds) for token in ("mute", "slate"))
    made["navy500"] = ink(made["navy500"], (*pages, made["navy50"]))
    made["goldlt"] = _moved(accent, page, (title, made["navy700"]), AA)
    made["navy200"] = _moved(made["navy200"], page, (title, made["navy700"]), AA)
    made |= {f"ramp{step}": color for step, color in enumerate(_ramp(title, page))}
    return {**usual, **made}


def variants_of(colors: Mapping[str, str], usual: Mapping[str, Variant]) -> dict[str, Variant]:
    """The variants' looks, each label in what is told apart best in its fill."""

    def label(variant: Variant) -> str:
        inks = dict.fromkeys((variant.label, "white", "navy", "char"))
        fill = colors[variant.fill]
        good = (ink for ink in inks if contrast(colors[ink], fill) >= AA_LARGE)
        return next(good, max(inks, key=lambda ink: contrast(colors[ink], fill)))

    return {name: replace(variant, label=label(variant)) for name, variant in usual.items()}


# ---- colours moved until they can be told apart ---------------------------------------------------------
def _least(color: str, grounds: Iterable[str]) -> float:
    return min(contrast(color, ground) for ground in grounds)


def _moved(color: str, far: str, grounds: Sequence[str], needed: float) -> str:
    """A colour, or the nearest on its way to another that is told from all grounds; that other one where none is."""
    for step in range(51):
        tried = mixed(far, color, step * _STEP)
        if _least(tried, grounds) >= needed:
            return tried
    return far


def _tint(color: str, page: str, part: float, inks: Sequence[str], *, deep: bool = False) -> str:
    """A part of a colour on the page, less (or more, where it is `deep`) where words on it would be too faint."""
    while 0.0 < part < 1.0:
        tried = mixed(color, page, part)
        if _least(tried, inks) >= AA:
            return tried
        part += _STEP if deep else -_STEP
    return color if deep else page


def _ramp(title: str, page: str) -> list[str]:
    """Six steps from the page to the title: bold numbers are the title's colour on four, the page's on two."""
    last = next(part / 50 for part in range(1, 51) if contrast(mixed(title, page, part / 50), page) >= AA_LARGE)
    first = next(part / 50 for part in range(50, 0, -1) if contrast(mixed(title, page, part / 50), title) >= AA_LARGE)
    light, dark = min(first, 0.5), max(last, 0.72)
    return [mixed(title, page, part) for part in (light * 0.1, light * 0.35, light * 0.65, light, min(0.99, dark), 1.0)]


def _meant(template: Template, usual: Mapping[str, str], taken: Sequence[str]) -> dict[str, str]:
    """For each colour with a meaning the template's accent of that hue, else the usual one."""
    free = [template.scheme[slot] for slot in ACCENTS if slot in template.scheme]
    free = [color for color in free if not any(_alike(color, other) for other in taken)]
    found: dict[str, str] = {}
    for token, beside in _MEANT.items():
        hue, _ = _hue(usual[token])
        near = [(abs((_hue(color)[0] - hue + 0.5) % 1 - 0.5), color) for color in free if _hue(color)[1] >= _COLOURED]
        away, color = min(near, default=(1.0, ""))
        others = (*taken, *found.values())
        unlike = (one for one in (usual[token], beside) if not any(_alike(one, other) for other in others))
        found[token] = color if away <= _HUE else next(unlike, usual[token])
        if away <= _HUE:
            free.remove(color)
    return found


def _alike(first: str, second: str) -> bool:
    """Whether two colours are hard to tell apart side by side."""
    return sum(abs(int(first[i : i + 2], 16) - int(second[i : i + 2], 16)) for i in (1, 3, 5)) < _APART


def _hue(color: str) -> tuple[float, float]:
    hue, _, saturation = colorsys.rgb_to_hls(*(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)))
    return hue, saturation
