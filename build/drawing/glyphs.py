"""Which characters a font's file has, from its `cmap` table (OpenType 1.9, formats 4 and 12)."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from sys import byteorder
from typing import BinaryIO

_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=64)
def characters(path: Path, index: int = 0) -> frozenset[str]:
    """All characters that a font has a glyph for; none where its file cannot be read. `index` is its place in that."""
    try:
        with path.open("rb") as file:
            return frozenset(map(chr, _code_points(_cmap(file, index))))
    except (OSError, struct.error, LookupError, ValueError):
        return _NONE


def _cmap(file: BinaryIO, index: int) -> bytes:
    start = 0
    if file.read(4) == b"ttcf":
        file.seek(12 + 4 * index)
        (start,) = struct.unpack(">I", file.read(4))
    file.seek(start + 4)
    (count,) = struct.unpack(">H6x", file.read(8))
    for _ in range(count):
        name, offset, length = struct.unpack(">4s4xII", file.read(16))
        if name == b"cmap":
            file.seek(offset)
            return file.read(length)
    raise LookupError("the font has no cmap table")


def _code_points(table: bytes) -> Iterator[int]:
    """Those of the best subtable: all of Unicode before the first 65,536 characters."""
    (count,) = struct.unpack_from(">H", table, 2)
    offsets = (struct.unpack_from(">HHI", table, 4 + 8 * i) for i in range(count))
    unicode = {at for platform, encoding, at in offsets if platform == 0 or (platform == 3 and encoding in (1, 10))}
    formats = {struct.unpack_from(">H", table, at)[0]: at for at in unicode}
    if 12 in formats:
        return _format_12(table, formats[12])
    return _format_4(table, formats[4])


def _format_12(table: bytes, at: int) -> Iterator[int]:
    (groups,) = struct.unpack_from(">I", table, at + 12)
    for first, last, glyph in struct.iter_unpack(">III", table[at + 16 : at + 16 + 12 * groups]):
        yield from range(first + (glyph == 0), min(last, 0x10FFFF) + 1)


def _format_4(table: bytes, at: int) -> Iterator[int]:
    length, twice = struct.unpack_from(">H2xH", table, at + 2)
    words = array("H", table[at : at + length - length % 2])
    if byteorder == "little":
        words.byteswap()
    count = twice // 2
    ends, starts = words[7 : 7 + count], words[8 + count : 8 + 2 * count]
    deltas, ranges = words[8 + 2 * count : 8 + 3 * count], 8 + 3 * count
    for i, (first, last) in enumerate(zip(starts, ends, strict=True)):
        offset = words[ranges + i] // 2
        for code in range(first, last + 1):
            glyph = words[ranges + i + offset + code - first] if offset else code
            if (glyph or not offset) and (glyph + deltas[i]) % 0x10000 and code != 0xFFFF:
                yield code
