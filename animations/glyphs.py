"""Reads the drawing that Pango makes of a line of text: plainer than what manim's reader of SVG is made for."""

from __future__ import annotations

import errno
import os
import re
from xml.etree import ElementTree

import numpy as np
from manim import RIGHT, Text, VMobject

CLOSED = 1e-4  # a path that ends as near to its start needs no line back
HREF = "{http://www.w3.org/1999/xlink}href"


class Glyphs(Text):  # type: ignore[misc]
    """manim's Text, in a fifth of the time. Its glyphs have a place and no colour."""

    def generate_mobject(self) -> Glyphs:
        try:
            drawing = ElementTree.parse(self.get_file_path())
        except ElementTree.ParseError:  # cairo has written as much as there was room for, and says nothing
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self.get_file_path()) from None
        outlines = {
            symbol.get("id"): _curves(path.get("d", ""))
            for symbol in drawing.iter()
            if symbol.get("id")
            for path in symbol.findall("{*}path")
        }
        for use in drawing.findall(".//{*}use"):
            outline = outlines[use.attrib[HREF].removeprefix("#")]
            if len(outline):
                place = float(use.get("x", 0)), float(use.get("y", 0)), 0
                self.add(VMobject().set_points(outline + place))
        if not self.submobjects:  # drawn otherwise than by the cairo that we know
            super().generate_mobject()
            return self
        self.flip(RIGHT)
        return self


def _curves(path: str) -> np.ndarray:
    """The points of cubic curves, [4 · curves, 3], of an SVG path of absolute M, L, C and Z."""
    points: list[tuple[float, float, float]] = []
    here = start = (0.0, 0.0, 0.0)
    for command, numbers in re.findall(r"([MLCZ])([^MLCZ]*)", path):
        values = [float(number) for number in numbers.split()]
        ends = [(x, y, 0.0) for x, y in zip(values[::2], values[1::2], strict=True)] or [start]
        if command == "M":
            start = ends[0]
        elif command == "C":
            points += [here, *ends]
        elif command == "L" or abs(here[0] - start[0]) + abs(here[1] - start[1]) > CLOSED:
            (x, y, _), (to_x, to_y, _) = here, ends[0]
            thirds = [((2 * x + to_x) / 3, (2 * y + to_y) / 3, 0.0), ((x + 2 * to_x) / 3, (y + 2 * to_y) / 3, 0.0)]
            points += [here, *thirds, ends[0]]
        here = ends[-1]
    return np.array(points).reshape(-1, 3)
