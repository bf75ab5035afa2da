"""Pages made smaller and moved, with all that their items hold."""

from __future__ import annotations

from build.drawing.page import Box, Equation, Freeform, Group, Paragraph, Run, TextBox, TextStyle
from build.drawing.resized import Resize


def test_items_are_made_smaller_with_all_that_they_hold() -> None:
    run = Run("a", TextStyle(20.0, spacing=1.0))
    words = Paragraph(runs=(run,), line=24.0, before=4.0, indent=0.5, bullet_at=0.1, widest_word=2.0)
    item = Resize(0.5, 1.0, 2.0).item(TextBox(name="s01 a", box=Box(2.0, 2.0, 4.0, 1.0), paragraphs=(words,)))
    assert isinstance(item, TextBox)
    (made,) = item.paragraphs
    assert item.box == Box(2.0, 3.0, 2.0, 0.5)
    assert (made.line, made.before, made.indent, made.bullet_at, made.widest_word) == (12.0, 2.0, 0.25, 0.05, 1.0)
    assert (made.runs[0].style.size, made.runs[0].style.spacing) == (10.0, 0.5)


def test_an_equation_is_moved_and_made_smaller_with_its_curves() -> None:
    equation, room = Equation("x", 20.0, "navy"), Box(1.0, 2.0, 6.0, 1.0)
    curves = Freeform(
        name="s01 f", box=Box(2.0, 2.0, 4.0, 1.0), view=(0, 0, 4, 1), paths=(), equation=equation, room=room
    )
    lines = Group(name="s01 f", children=(curves,), equation=equation, room=room)
    for item in (curves, lines):
        made = Resize(0.5, 1.0, 2.0).item(item)
        assert isinstance(made, Freeform | Group)
        assert (made.box, made.room) == (Box(2.0, 3.0, 2.0, 0.5), Box(1.5, 3.0, 3.0, 0.5))
        assert made.equation == Equation("x", 10.0, "navy")
