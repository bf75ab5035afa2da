"""Tables of Markdown, as a packet and its slides have them."""

from __future__ import annotations

from build.packet.markdown import table_lines
from build.parse.deck import parse
from build.parse.source import source_from
from build.spec.walk import texts_in


def test_a_bar_in_a_cell_is_none_between_cells() -> None:
    table = "\n".join(table_lines(("Asked", "Value"), [("answers|prompts", "4"), ("cards", "1")]))
    deck, _ = parse(source_from("deck.md", f"## One\n\n{table}\n".encode())[0])
    assert [text.plain for text in texts_in(deck.slides)][-4:] == ["answers|prompts", "4", "cards", "1"]
