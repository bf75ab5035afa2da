"""Pictures and films that tests draw themselves."""

from __future__ import annotations

import os
import struct
from io import BytesIO
from pathlib import Path
from zlib import crc32

from PIL import Image

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 30">{}</svg>'


def svg(inside: str = '<rect width="40" height="30" fill="#2B706D"/>') -> bytes:
    return SVG.format(inside).encode()


def gif(path: Path, frames: int = 3) -> Path:
    shown = [Image.new("RGB", (40, 30), (80 * number, 0, 0)) for number in range(frames)]
    shown[0].save(path, save_all=frames > 1, append_images=shown[1:], duration=100)
    return path


def photo(path: Path, size: tuple[int, int] = (400, 300), **options: object) -> Path:
    """A gradient, which is as large as its pixels in every format."""
    Image.effect_noise(size, 60).convert("RGB").save(path, **options)  # type: ignore[arg-type]
    return path


def box(kind: bytes, content: bytes) -> bytes:
    """A box of an MP4."""
    return struct.pack(">I4s", 8 + len(content), kind) + content


def film(path: Path, size: tuple[int, int] = (64, 36), turned: int = 0) -> Path:
    """An MP4 of nothing but what it says of its size."""
    one = 0x10000
    across, down = {0: (one, 0), 90: (0, one), 180: (-one, 0), 270: (0, -one)}[turned]
    matrix = struct.pack(">9i", across, down, 0, -down, across, 0, 0, 0, 0x40000000)
    head = bytes(40) + matrix + struct.pack(">2I", size[0] * one, size[1] * one)
    track = box(b"trak", box(b"tkhd", head))
    path.write_bytes(box(b"ftyp", b"isom\0\0\2\0mp41") + box(b"mdat", bytes(8)) + box(b"moov", track))
    return path


def bomb(path: Path) -> Path:
    """A PNG of a hundred bytes that says it has 3,600 million pixels."""
    picture = BytesIO()
    Image.new("1", (10, 10)).save(picture, "PNG")
    whole = picture.getvalue()
    head = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + whole[24:29]
    path.write_bytes(whole[:12] + head + crc32(head).to_bytes(4, "big") + whole[33:])
    return path


def cut(path: Path, share: float = 0.5) -> Path:
    """A file that ends too early."""
    os.truncate(path, int(path.stat().st_size * share))
    return path
