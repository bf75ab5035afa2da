"""Marks of the figure of yes and no are those that its fact says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from build.drawing.page import Connector, Freeform, Shape, TextBox
from build.figures.canvas import Drawing
from build.findings.diagnostic import Diagnostic
from engine.ledger import Ledger
from engine.units import Table

CALL = 'yes_no(mask_kept, rows="plain; buffer", columns="moves; saved; cast", labels="Attribute; Buffer")'


def said(drawing: Drawing, role: str) -> str:
    (found,) = (item for item in drawing.items if isinstance(item, TextBox) and item.name == f"s01 visual {role}")
    return "".join(run.text for run in found.paragraphs[0].runs)


def test_a_field_of_one_is_ticked_and_a_field_of_nought_has_a_dash(
    good: Callable[..., Drawing], ledger: Ledger
) -> None:
    drawing, table = good(CALL), ledger["mask_kept"].quantity
    assert isinstance(table, Table)
    names = {item.name for item in drawing.items if isinstance(item, Freeform)}
    dashes = {item.name for item in drawing.items if isinstance(item, Connector) and item.name.endswith(" dash")}
    for i, row in enumerate(("plain", "buffer")):
        for j, column in enumerate(("moves", "saved", "cast")):
            role, yes = f"answer {i + 1}.{j + 1}", bool(table[f"{column}_{row}"])
            assert said(drawing, f"{role} word") == ("yes" if yes else "no")
            assert (f"s01 visual {role} icon" in names, f"s01 visual {role} dash" in dashes) == (yes, not yes)
    assert drawing.alt == "Attribute: Moves: no, Saved: no, Cast: no; Buffer: Moves: yes, Saved: yes, Cast: yes."


def test_a_tick_has_a_disc_of_its_own_look(good: Callable[..., Drawing]) -> None:
    discs = {
        item.name[-3:]: item.fill for item in good(CALL).items if isinstance(item, Shape) and item.kind == "ellipse"
    }
    assert discs == {f"{row}.{column}": fill for row, fill in ((1, "white"), (2, "teal100")) for column in (1, 2, 3)}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            'yes_no(kv_factors, rows="layers", columns="n")',
            "kv_factors.n_layers is 32, which is neither 1, yes, nor 0, no",
        ),
        ('yes_no(mask_kept, rows="plain; buffer", columns="moves", labels="One")', "labels names 1 for 2 rows"),
        ('yes_no(mask_kept, rows="plain", columns="moves; cast", heads="One")', "heads names 1 for 2 columns"),
        ('yes_no(mask_kept, rows="plain", columns="lost")', "mask_kept has no field 'lost_plain'"),
    ],
)
def test_what_does_not_go_together_is_told(
    call: str, message: str, drawn: Callable[..., tuple[Drawing, list[Diagnostic]]]
) -> None:
    _, found = drawn(call)
    assert [message in str(finding) for finding in found] == [True]
