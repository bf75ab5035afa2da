"""A page as PDF: tagged after PDF/UA-1, with its fonts, an outline of its headings and its language.

`pdf(page)` takes a page of `build.render.html.page.html` as it is: the print rules of `page.css` make it A4. Nothing is
fetched: pictures stand in the page as `data:` addresses, each with words in its `alt`.
"""

from __future__ import annotations

import logging
from pathlib import Path

from PIL import ImageFile

from engine.atomic_write import replacing

VARIANT = "pdf/ua-1"


class PdfError(ValueError):
    """What a page has that no PDF can show, such as a picture without words."""


def pdf(page: str) -> bytes:
    """The page on A4. Raises PdfError where not all can read it, ModuleNotFoundError without WeasyPrint."""
    complaints, cut_off = _Complaints(), ImageFile.LOAD_TRUNCATED_IMAGES
    logger = logging.getLogger("weasyprint")
    logger.addHandler(complaints)
    heard, logger.propagate = logger.propagate, False  # another package may have set up a root that prints all
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher

        ImageFile.LOAD_TRUNCATED_IMAGES = cut_off  # WeasyPrint would have Pillow take half a picture for a whole one
        made = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=("data",))).write_pdf(pdf_variant=VARIANT)
    finally:
        logger.removeHandler(complaints)
        logger.propagate = heard
    if complaints.said:
        raise PdfError("; ".join(dict.fromkeys(complaints.said)))
    assert isinstance(made, bytes)
    return made


def write_pdf(page: str, path: Path) -> None:
    """The same as a file, which is replaced whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_bytes(pdf(page))


class _Complaints(logging.Handler):
    """What WeasyPrint calls an error; a rule that is for browsers alone is none."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())
