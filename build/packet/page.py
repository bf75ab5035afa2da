"""A packet as one page for browsers, which prints on A4."""

from __future__ import annotations

from build.packet.document import Document
from build.render.html.page import Shell, html
from build.theme.tokens import Theme


def packet_page(document: Document, theme: Theme, *, course: str) -> str:
    """The page, with its commands at the end of it."""
    foot = f"{document.title} · commands in the annex"
    shell = Shell(title=f"Readiness packet: {document.title}", course=course, foot=foot, tinted=True)
    return html("packet.html", theme, shell=shell, document=document)
