"""Whether what a guide sends its readers to is still there. Asked only when somebody asks, and never an error."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from build.documents.model import Guide
from build.findings.diagnostic import Diagnostic, Span
from build.parse.source import FindingCollector
from build.parse.source import Source as Written
from build.spec.deck import Text, Words
from build.spec.walk import texts_in

SECONDS = 10.0  # that a page has to answer
AT_ONCE = 8
_GONE = (404, 410)  # others, such as 403, are told to programs only


def dead_links(guide: Guide, ask: Callable[[str], str] | None = None) -> list[Diagnostic]:
    """A warning for each address that does not lead to a page; where nothing answers at all, one that says so.

    `ask` returns what is wrong with an address, or nothing.
    """
    findings = FindingCollector(Written(guide.head.path, guide.head.source))
    places: dict[str, Span] = {}
    for address, span in _addresses(guide):
        places.setdefault(address, span)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        wrong = dict(zip(places, pool.map(ask or _asked, places), strict=True))
    if places and all(told == OFFLINE for told in wrong.values()):
        message = f"none of {len(places)} addresses could be asked: is this machine online?"
        findings.add("D204", next(iter(places.values())), message, "the guide is built all the same")
        return findings.sorted()
    for address, told in wrong.items():
        if told:
            span = findings.source.locate(places[address], address)
            findings.add("D204", span, f"{address}: {told}", "look for its new address, or take another source")
    return findings.sorted()


OFFLINE = "does not answer"


def _addresses(guide: Guide) -> Iterator[tuple[str, Span]]:
    for hour in guide.hours:
        yield from ((source.href, source.span) for source in hour.sources)
    for text in texts_in((guide.lead, guide.hours)):
        yield from _links(text)


def _links(text: Text) -> Iterator[tuple[str, Span]]:
    return (
        (piece.href, text.span) for piece in text.pieces if isinstance(piece, Words) and piece.href.startswith("http")
    )


def _asked(address: str) -> str:
    request = Request(address, headers={"User-Agent": "coursewright", "Range": "bytes=0-0"})
    try:
        with urlopen(request, timeout=SECONDS):
            return ""
    except HTTPError as error:
        return f"answers {error.code}" if error.code in _GONE else ""
    except (URLError, OSError, ValueError, http.client.HTTPException):
        return OFFLINE
