"""Reads a deck of ordinary Markdown as its parser does."""

from __future__ import annotations

from build.findings.diagnostic import Diagnostic
from build.parse.deck import parse
from build.parse.source import source_from
from build.spec.deck import Deck

QUIET = ("P130",)  # notes that every such deck may have


def read(spec: str) -> tuple[Deck, list[Diagnostic]]:
    deck, found = parse(source_from("deck.md", spec.encode())[0])
    return deck, [finding for finding in found if finding.code not in QUIET]
