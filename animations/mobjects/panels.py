"""Surfaces: the page, cards with a soft shadow, tiles, chips, empty slots and arrows."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

import numpy as np
from manim import DOWN, DR, PI, DashedVMobject, Line, Rectangle, RoundedRectangle, Triangle, VGroup, VMobject
from manim.utils.space_ops import angle_of_vector

from animations.quality import HEIGHT, WIDTH
from animations.style import FrameBox, FrameText, at, stroke
from build.theme.tokens import Theme

CARD_RADIUS = 0.12
TILE_RADIUS = 0.1
SHADOW_LAYERS = 5
DASH_IN = 0.055

Points = np.ndarray[Any, np.dtype[np.float64]]


def page(theme: Theme) -> Rectangle:
    """The whole frame, from pearl at the top left to soft at the bottom right."""
    sheet = Rectangle(width=WIDTH + 0.05, height=HEIGHT + 0.05, stroke_width=0, fill_opacity=1)
    return sheet.set_fill([theme.color("pearl"), theme.color("soft")]).set_sheen_direction(DR)


def tile(
    theme: Theme,
    box: FrameBox,
    *,
    fill: str = "white",
    edge: str = "",
    points: float = 1.5,
    radius: float = TILE_RADIUS,
) -> RoundedRectangle:
    """A rounded rectangle; without `edge` it has no outline."""
    x, y, w, h = box
    shape = RoundedRectangle(width=w, height=h, corner_radius=0)
    shape.set_points(_outline(w, h, min(radius, w / 2, h / 2)).copy())
    shape.set_fill(theme.color(fill), opacity=1).move_to(at(x + w / 2, y + h / 2))
    return shape.set_stroke(theme.color(edge or fill), width=stroke(points) if edge else 0)


def card(theme: Theme, box: FrameBox, *, fill: str = "white") -> VGroup:
    """A card that lies on the page: its shadow is a few faint layers, each a little larger."""
    x, y, w, h = box
    shadow = VGroup()
    for layer in range(SHADOW_LAYERS):
        grow = 0.02 * layer
        wider = FrameBox(x - grow, y - grow + 0.05, w + 2 * grow, h + 2 * grow)
        soft = tile(theme, wider, radius=CARD_RADIUS + grow)
        shadow.add(soft.set_fill(theme.color("navy"), opacity=0.018))
    return VGroup(shadow, tile(theme, box, fill=fill, edge="line", points=1, radius=CARD_RADIUS))


def slot(theme: Theme, box: FrameBox, *, radius: float = TILE_RADIUS) -> VGroup:
    """The dashed outline of something that is not there yet."""
    x, y, w, h = box
    dashes = VMobject().set_stroke(theme.color("line2"), width=stroke(1.25))
    dashes.set_points(_dashes(w, h, min(radius, w / 2, h / 2)) + at(x + w / 2, y + h / 2))
    return VGroup(tile(theme, box, radius=radius).set_fill(theme.color("white"), opacity=0.55), dashes)


@cache
def _outline(w: float, h: float, radius: float) -> Points:
    """A rounded rectangle about the origin: manim works out each corner anew, which was half the time of a film."""
    points: Points = RoundedRectangle(width=w, height=h, corner_radius=radius).points
    return points


@cache
def _dashes(w: float, h: float, radius: float) -> Points:
    """The same, dashed."""
    outline = VMobject().set_points(_outline(w, h, radius))
    dashes = DashedVMobject(outline, num_dashes=round((w + h) / DASH_IN), dashed_ratio=0.5)
    return np.concatenate([dash.points for dash in dashes])


def rule(theme: Theme, left: float, right: float, y: float, *, ink: str = "line", points: float = 1.25) -> Line:
    """A level line."""
    return Line(at(left, y), at(right, y)).set_stroke(theme.color(ink), width=stroke(points))


def chip(
    theme: Theme, words: str, x: float, y: float, *, fill: str, ink: str, align: Literal["left", "right"] = "left"
) -> VGroup:
    """A pill with a word or two, its left or right end at x, its middle at y."""
    line = FrameText(theme, words, size="frame_floor", color=ink, bold=True)
    w, h = line.width + 0.36, 0.42
    left = x if align == "left" else x - w
    pill = tile(theme, FrameBox(left, y - h / 2, w, h), fill=fill, radius=h / 2)
    return VGroup(pill, line.put(left + w / 2, y, "center"))


def arrow(theme: Theme, x: float, start: float, end: float, *, ink: str, points: float = 2.5) -> VGroup:
    """A vertical arrow from height `start` to height `end`, down or up."""
    head = 0.055 * points
    way = 1 if end > start else -1
    shaft = Line(at(x, start), at(x, end - way * head * 0.9))
    shaft.set_stroke(theme.color(ink), width=stroke(points))
    tip = Triangle(stroke_width=0, fill_opacity=1).set_fill(theme.color(ink)).stretch_to_fit_width(head * 1.3)
    tip.stretch_to_fit_height(head)
    if way > 0:
        tip.rotate(PI)
    return VGroup(shaft, tip.move_to(at(x, end - way * head / 2)))


def level_arrow(theme: Theme, y: float, start: float, end: float, *, ink: str, points: float = 2.5) -> VGroup:
    """An arrow at height y from the left, `start`, to the right, `end`."""
    upright = arrow(theme, 0.0, start, end, ink=ink, points=points)
    return upright.rotate(PI / 2).move_to(at((start + end) / 2, y))


def slanted_arrow(
    theme: Theme, start: tuple[float, float], end: tuple[float, float], *, ink: str, points: float = 2.5
) -> VGroup:
    """An arrow from a point to another."""
    line = Line(at(*start), at(*end)).set_stroke(theme.color(ink), width=stroke(points))
    tip = arrow_tip(theme, line, ink=ink, points=points)
    return VGroup(line.put_start_and_end_on(at(*start), tip.get_center()), tip)


def curved_arrow(
    theme: Theme, start: tuple[float, float], end: tuple[float, float], sag: float, *, ink: str, points: float = 2.5
) -> VGroup:
    """A dashed arrow that sags so many inches below the straight line between two points; above it if negative."""
    curve = VMobject().set_stroke(theme.color(ink), width=stroke(points))
    first, last = at(*start), at(*end)
    curve.start_new_path(first)
    curve.add_cubic_bezier_curve_to(first + DOWN * sag * 4 / 3, last + DOWN * sag * 4 / 3, last)
    tip = arrow_tip(theme, curve, ink=ink, points=points)
    dashes = VMobject().set_stroke(theme.color(ink), width=stroke(points))
    for dash in DashedVMobject(curve, num_dashes=round(curve.get_arc_length() / DASH_IN / 2.2), dashed_ratio=0.6):
        dashes.append_points(dash.points)
    return VGroup(dashes, tip)


def arrow_tip(theme: Theme, line: VMobject, *, ink: str, points: float) -> Triangle:
    """The head of an arrow at a line's end, in the line's direction there."""
    head = 0.055 * points
    end = line.get_end()
    way = end - line.point_from_proportion(0.97)
    tip = Triangle(stroke_width=0, fill_opacity=1).set_fill(theme.color(ink)).stretch_to_fit_width(head * 1.3)
    tip.stretch_to_fit_height(head).rotate(angle_of_vector(way) - PI / 2)
    return tip.move_to(end - way / (way @ way) ** 0.5 * head / 2)
