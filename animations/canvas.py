"""Draws pictures one after the other on the same pixels, and only where one differs from the one before."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import ceil, floor
from weakref import WeakKeyDictionary

import cairo
import numpy as np

from animations.picture import Paint, Picture, Shape
from animations.quality import WIDTH

CLOSE, CLOSE_PART = 1e-6, 1e-5  # curves whose ends are as near as that belong together, as manim has it


class Canvas:
    """`pixels` holds the picture that was shown last, [height, width, RGBA]."""

    def __init__(self, width: int, height: int) -> None:
        self.pixels = np.zeros((height, width, 4), dtype=np.uint8)
        surface = cairo.ImageSurface.create_for_data(self.pixels.data, cairo.FORMAT_ARGB32, width, height)
        self._context = cairo.Context(surface)
        self._scale = width / WIDTH
        self._to_pixels = cairo.Matrix(self._scale, 0, 0, -self._scale, width / 2, height / 2)
        self._middle = (width / 2, height / 2)
        self._whole = cairo.RectangleInt(0, 0, width, height)
        self._shown: Picture | None = None
        self._paths: WeakKeyDictionary[Shape, cairo.Path] = WeakKeyDictionary()
        self._boxes: WeakKeyDictionary[Shape, cairo.RectangleInt] = WeakKeyDictionary()

    def show(self, picture: Picture) -> list[cairo.RectangleInt]:
        """Draw a picture; the rectangles of pixels that it may have changed."""
        changed = cairo.Region(self._whole)
        if self._shown is not None:
            differing = different(self._shown, picture)
            if differing is not None:
                changed.intersect(cairo.Region([self._box(shape) for shape in differing]))
        self._shown = picture
        boxes = [changed.get_rectangle(number) for number in range(changed.num_rectangles())]
        if not boxes:
            return []
        context = self._context
        context.save()
        context.new_path()  # what was drawn last is a path still
        for box in boxes:
            context.rectangle(box.x, box.y, box.width, box.height)
        context.clip()
        context.set_source_rgb(0, 0, 0)
        context.paint()
        context.set_matrix(self._to_pixels)
        for shape in picture:
            if changed.contains_rectangle(self._box(shape)) != cairo.RegionOverlap.OUT:
                self._draw(shape)
        context.restore()
        return boxes

    def _draw(self, shape: Shape) -> None:
        context = self._context
        context.new_path()
        path = self._paths.get(shape)
        if path is None:
            trace(context, shape.xy)
            self._paths[shape] = context.copy_path()
        else:
            context.append_path(path)
        for paint in shape.paints:
            context.set_source(_source(paint))
            if paint.line is None:
                context.fill_preserve()
            else:
                context.set_line_width(paint.line.width)
                context.set_line_join(cairo.LineJoin(paint.line.join))
                context.set_line_cap(cairo.LineCap(paint.line.cap))
                context.stroke_preserve()

    def _box(self, shape: Shape) -> cairo.RectangleInt:
        """The pixels that a shape may touch."""
        box = self._boxes.get(shape)
        if box is None:
            low, high = shape.xy.min(axis=0) - shape.reach, shape.xy.max(axis=0) + shape.reach
            left, bottom = (low * (self._scale, -self._scale) + self._middle).tolist()
            right, top = (high * (self._scale, -self._scale) + self._middle).tolist()
            x, y = floor(left) - 1, floor(top) - 1
            box = cairo.RectangleInt(x, y, ceil(right) + 1 - x, ceil(bottom) + 1 - y)
            self._boxes[shape] = box
        return box


def different(old: Picture, new: Picture) -> list[Shape] | None:
    """The shapes that only one of two pictures has; None where those that both have stand in another order."""
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    if [shape for shape in old if shape not in gone] != [shape for shape in new if shape not in come]:
        return None
    return [*gone, *come]


def trace(context: cairo.Context[cairo.ImageSurface], xy: np.ndarray) -> None:
    """Put cubic curves, [4 · curves, 2], into cairo; one that does not begin where the last one ended is a new part."""
    curves = xy[: len(xy) // 4 * 4].reshape(-1, 8)
    starts, ends = curves[:, :2], curves[:, 6:]
    apart = ~_meet(ends[:-1], starts[1:])
    bounds = [0, *(np.flatnonzero(apart) + 1).tolist(), len(curves)]
    steps = curves.tolist()
    for first, last in pairwise(bounds):
        if first == last:
            continue
        context.new_sub_path()
        context.move_to(*steps[first][:2])
        for step in steps[first:last]:
            context.curve_to(*step[2:])
        if _meet(starts[first : first + 1], ends[last - 1 : last])[0]:
            context.close_path()


def _meet(these: np.ndarray, those: np.ndarray) -> np.ndarray:
    """Which points of two lists are the same."""
    near: np.ndarray = (np.abs(these - those) <= CLOSE + CLOSE_PART * np.abs(those)).all(axis=1)
    return near


def _source(paint: Paint) -> cairo.Pattern:
    """Red and blue change places: cairo's pixels are BGRA."""
    stops = [(blue, green, red, alpha) for red, green, blue, alpha in paint.rgbas]
    if len(stops) == 1:
        return cairo.SolidPattern(*stops[0])
    gradient = cairo.LinearGradient(*paint.ends)
    for number, stop in enumerate(stops):
        gradient.add_color_stop_rgba(number / (len(stops) - 1), *stop)
    return gradient
