"""Characters that no font of this machine has: a still shows a box for each, and a projector may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from build.checks.pages.parts import runs
from build.checks.pages.view import View
from build.drawing.chart_style import label_style, name_style, number_style
from build.drawing.page import Chart, Drawable, Run
from build.drawing.typefaces import clusters, is_drawn
from build.theme.installed_fonts import KEYCAP
from build.theme.tokens import Font
from engine.quoted import quoted

MOST = 8  # characters that a finding names


class Missing(NamedTuple):
    """A character, or the few of a key (1️⃣), that cannot be drawn, its text's font, and the item that shows it."""

    character: str
    font: str
    item: Drawable


def missing_characters(view: View) -> Iterator[Missing]:
    """Each character of a page that no font has, once."""
    found = set()
    for item in view.leaves:
        for run in _runs(item):
            if run.text.isascii():
                continue
            font: Font = getattr(view.theme.fonts, run.style.face)
            for stretch in view.measure.stretches(run.text, run.style):
                for character in drawn_ones(stretch.text) if stretch.missing else ():
                    if character not in found:
                        found.add(character)
                        yield Missing(character, font.twin, item)


def drawn_ones(text: str) -> Iterator[str]:
    """The characters that a font would have to have; a digit in a key's cap and the cap are one."""
    for cluster in clusters(text):
        if cluster[0].isascii() and cluster.endswith(KEYCAP):
            yield cluster
        else:
            yield from filter(is_drawn, cluster)


def _runs(item: Drawable) -> Iterator[Run]:
    """All words of an item, those of a chart too."""
    if isinstance(item, Chart):
        yield from (Run(name, name_style(item)) for name in item.categories)
        yield from (Run(title, number_style(item)) for title in (item.x_title, item.y_title))
        yield from (Run(label, label_style(series, item)) for series in item.series for label in series.labels)
    else:
        yield from runs(item)


def named(characters: list[str]) -> str:
    """`'🚀' (U+1F680) and U+10FFFD`, the first few of many."""
    shown = [_named(character) for character in characters[:MOST]]
    more = len(characters) - len(shown)
    *first, last = [*shown, f"{more} more"] if more else shown
    return f"{', '.join(first)} and {last}" if first else last


def _named(character: str) -> str:
    code = " ".join(f"U+{ord(part):04X}" for part in character)
    return f"{quoted(character)} ({code})" if character.isprintable() else code


def remedy(package: str) -> str:
    """What helps where a package has some characters, or none has."""
    if package:
        return f"sudo apt-get install {package}   (else write it in letters, or draw it)"
    return "write it in letters that fonts have"
