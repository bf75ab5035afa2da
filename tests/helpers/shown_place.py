"""Where one is in a deck that a browser shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

PLACE = """() => new Promise(done => setTimeout(() => done([
    deck.number, deck.step, location.hash,
    ...[...document.querySelectorAll(".slide.now")].map(one => one.dataset.number),
])))"""


def place(page: Page) -> str:
    """The slide and the click that are shown, a task after the last key, and that the address says so."""
    number, step, address, *shown = page.evaluate(PLACE)
    assert address == f"#{number}{f'.{step}' if step else ''}"
    assert shown == [str(number)]
    return f"{number}.{step}"
