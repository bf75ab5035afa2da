"""Words that are spaced out, in the content of a page as typst writes it."""

from __future__ import annotations

import io

import pikepdf
import pytest

from build.paper.finish import finished


def page(content: bytes) -> bytes:
    file = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.pages[0].Contents = document.make_stream(content)
        document.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("shown", "drawn"),
    [
        (  # each letter moved alike, one of them kerned too
            rb"BT 0 Tr/f1 14 Tf 1 0 0 -1 0 0 Tm[(\000\024)-100(\000*)-90(\000\034)-100(\000\))]TJ" b"\nET",
            rb"BT 0 Tr/f1 14 Tf 1.4000 Tc 1 0 0 -1 0 0 Tm[(\000\024)(\000*)10.000(\000\034)(\000\))]TJ" b"\nET",
        ),
        (rb"BT 0 Tr/f1 14 Tf 1 0 0 -1 0 0 Tm[(\000\024\000*)10(\000\034)5(\000\005)]TJ" b"\nET", None),  # kerning
        (rb"BT 0 Tr/f1 14 Tf 1 0 0 -1 0 0 Tm[(\000\024\000*)-100(\000\034)-100(\000\005)]TJ" b"\nET", None),
        (rb"BT 0 Tr/f1 14 Tf 1 0 0 -1 0 0 Tm(\000\005)Tj" b"\nET", None),
        (b"/f1 9 Tf 0 Tm[" + b"1.234567" * 40 + b" x", None),  # ends as no text does, and is given up at once
    ],
)
def test_letters_that_are_moved_alike_have_a_spacing(shown: bytes, drawn: bytes | None) -> None:
    with pikepdf.open(io.BytesIO(finished(page(shown)))) as document:
        assert document.pages[0].Contents.read_bytes() == (drawn or shown)
