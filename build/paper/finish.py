"""What is done to a PDF that typst has made: words that are spaced out stay words, and the file gets smaller.

typst moves each letter of such a word by itself, and who reads the text of a PDF then takes the letters for words;
PDF has a spacing of its own (ISO 32000-1, 9.3.2, Tc), which they know.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence

from build.paper.note_annotations import annotate

_STRING = rb"\((?:[^()\\]|\\.)*+\)"  # a hold on each part: what does not end so is not tried again
_SHOWN = re.compile(
    rb" (?P<size>[\d.]+) Tf(?P<matrix>[^\[()]{0,60} Tm)\[(?P<parts>(?:" + _STRING + rb"|[-\d.]++)++)\]TJ", re.DOTALL
)
_PART = re.compile(rb"(?P<string>" + _STRING + rb")|(?P<number>[-\d.]+)", re.DOTALL)
_GLYPH = re.compile(rb"\((?:[^\\]|\\[^0-7]|\\[0-7]{3}){2}\)", re.DOTALL)  # of two bytes
_HELD = frozenset(("/Length1", "/Width", "/FunctionType", "/CMapName", "/Type"))  # by streams that draw no words
_LEAST = 40  # thousandths of a letter's size: what stands further apart is spaced out, and no kerning


def finished(pdf: bytes, notes: Sequence[str] = (), day: str = "") -> bytes:
    """The same PDF with a note to each of its first pages that has one; the same bytes each time.

    Raises ModuleNotFoundError without pikepdf.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        for stream in document.objects:
            if isinstance(stream, pikepdf.Stream) and not _HELD & set(stream.keys()):
                content = stream.read_bytes()
                spaced = _SHOWN.sub(_spaced, content)
                if spaced != content:
                    stream.write(spaced)
        if notes:
            annotate(document, notes, day)
        file = io.BytesIO()
        small = pikepdf.ObjectStreamMode.generate
        document.save(file, object_stream_mode=small, compress_streams=True, deterministic_id=True)
        return file.getvalue()


def _spaced(shown: re.Match[bytes]) -> bytes:
    """The same words with a spacing, where each of their letters was moved alike."""
    parts = [(part["string"], part["number"]) for part in _PART.finditer(shown["parts"])]
    strings = [string for string, _ in parts if string]
    moved = [float(number) for _, number in parts if number]
    if len(moved) < 2 or len(moved) < len(strings) - 1 or not all(map(_GLYPH.fullmatch, strings)):
        return shown.group()
    ((usual, _),) = Counter(moved).most_common(1)
    if usual > -_LEAST:
        return shown.group()
    size = float(shown["size"])
    rest = b"".join(
        string or (b"" if abs(float(number) - usual) < 0.01 else b"%.3f" % (float(number) - usual))
        for string, number in parts
    )
    return b" %s Tf %.4f Tc%s[%s]TJ" % (shown["size"], -usual * size / 1000, shown["matrix"], rest)
