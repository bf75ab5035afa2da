"""typst as a function: a template and data in, a PDF out, tagged after PDF/UA-1 as typst's own checker has it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from build.paper.fonts import font_folder

HERE = Path(__file__).parent


class PaperError(ValueError):
    """What a page has that no PDF/UA-1 can hold, in typst's words."""


def typeset(template: str, document: Mapping[str, Any], fonts: Iterable[Path]) -> bytes:
    """A PDF, the same bytes for the same document. Raises PaperError, ModuleNotFoundError without typst."""
    import typst

    year, month, day = document["date"]["year"], document["date"]["month"], document["date"]["day"]
    wide, tall = document["sheet"]
    with font_folder(fonts) as folder:
        known = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
        try:
            made = typst.compile(
                str(HERE / template),
                root=str(HERE),
                font_paths=known,
                ignore_system_fonts=True,
                sys_inputs={"document": json.dumps(document, ensure_ascii=False), "wide": str(wide), "tall": str(tall)},
                pdf_standards=["ua-1"],
                timestamp=datetime(year, month, day, tzinfo=UTC),
            )
        except typst.TypstError as error:
            raise PaperError(str(error.message)) from None
    assert isinstance(made, bytes)
    return made


def date_data(day: str) -> dict[str, int]:
    """An ISO day as typst takes it; the first of 1970 where there is none, so that bytes hang on no clock."""
    known = date.fromisoformat(day) if day else date(1970, 1, 1)
    return {"year": known.year, "month": known.month, "day": known.day}
