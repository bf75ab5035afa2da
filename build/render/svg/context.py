"""What drawing on one page needs to know: the theme, and what its shapes refer to."""

from __future__ import annotations

from dataclasses import dataclass, field

from build.drawing.page import Box
from build.drawing.text_measure import POINTS, Measure
from build.render.svg.markup import tag
from build.theme.tokens import Theme


@dataclass(slots=True)
class PageContext:
    """One page while it is drawn. `definitions` holds gradients and filters with their ids, each once.

    Where it is `marked`, numbers say which fact they show, and links lead somewhere; `prefix` begins its ids, and
    `steps` says at which click an item appears, or a paragraph of it (`s07 list#2`).
    """

    theme: Theme
    measure: Measure
    definitions: dict[str, str] = field(default_factory=dict)
    marked: bool = False
    prefix: str = ""
    steps: dict[str, int] = field(default_factory=dict)

    def refer(self, name: str, content: str, /, **attributes: str | float) -> str:
        """`url(#…)` of a definition, an element of that name and content."""
        unnamed = tag(name, content, **attributes)
        if unnamed not in self.definitions:
            self.definitions[unnamed] = f"{self.prefix}{name[0]}{len(self.definitions)}"
        return f"url(#{self.definitions[unnamed]})"

    def defs(self) -> str:
        """All that was referred to."""
        written = (unnamed.replace(" ", f' id="{id_}" ', 1) for unnamed, id_ in self.definitions.items())
        return tag("defs", "".join(written)) if self.definitions else ""


def in_points(box: Box) -> Box:
    """A box in points."""
    return Box(box.x * POINTS, box.y * POINTS, box.w * POINTS, box.h * POINTS)
