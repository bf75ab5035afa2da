"""A picture as a file beside the spec: cut and turned as the slide shows it."""

from __future__ import annotations

import io
import warnings
from pathlib import PurePosixPath
from typing import Any

from pptx.oxml.ns import qn

from build.imports.files_beside import PICTURES
from build.imports.powerpoint.paragraphs import NOWHERE
from build.imports.powerpoint.told import Here
from build.spec.content import Image

_KEPT = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}  # files that a spec shows as they are
_VECTORS = (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x01\x00\x00\x00")  # WMF, EMF
_SVG = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
_FULL = 100_000  # of a crop, all of a side
_MOST_PIXELS = 120_000_000
_TURNS = {90: "ROTATE_270", 180: "ROTATE_180", 270: "ROTATE_90"}  # clockwise here, the other way there
_NAMES = ("picture", "grafik", "image", "bild", "content placeholder", "inhaltsplatzhalter", "obraz", "immagine")


def picture_of(shape: Any, here: Here, *, alt: str = "", place: str = "") -> Image | None:
    """The picture in a shape (`p:pic`, or another that is filled with one); None where its file cannot be shown."""
    fill: Any = next(iter(shape._element.iter(qn("p:blipFill"), qn("a:blipFill"))), None)
    blip = None if fill is None else fill.find(qn("a:blip"))
    said = alt or _alt(shape)
    if blip is None:
        return None
    if blip.get(qn("r:link")) and not blip.get(qn("r:embed")):
        relation = blip.get(qn("r:link"))
        target = shape.part.rels[relation].target_ref if relation in shape.part.rels else "?"
        here.tell(shape.name, f"a linked picture, '{target}'{_says(said)}", "put its file beside the spec")
        return None
    cut = _cut(fill.find(qn("a:srcRect")))
    turned = shape._element.find(f"{qn('p:spPr')}/{qn('a:xfrm')}")
    found = _drawing(blip, shape) if not any(cut) else None
    if found is None:
        content = _content(shape, blip.get(qn("r:embed")))
        if content is None:
            here.tell(shape.name, f"a picture whose file is missing{_says(said)}")
            return None
        found = _shown(content, cut, turned, shape, here, said)
    if found is None:
        return None
    data, ending = found
    name = said or PurePosixPath(shape.name).name
    path = here.told.add_file(PICTURES, f"slide-{here.number} {_file_name(name)}", ending, data)
    if not said:
        here.tell(shape.name, "a picture without alt text", "say what it shows, in the brackets", look=True)
    return Image(path=path, alt=said, span=NOWHERE, place=place)  # type: ignore[arg-type]


def _file_name(name: str) -> str:
    words = name.casefold().split()
    return "" if name.casefold().startswith(_NAMES) else " ".join(words[:5])


def _says(alt: str) -> str:
    return f" of “{alt[:160]}”" if alt else ""


def _alt(shape: Any) -> str:
    """What the author says that a picture shows; a file's name says nothing."""
    named = next(shape._element.iter(qn("p:cNvPr")), None)
    words = "" if named is None else " ".join((named.get("descr") or named.get("title") or "").split())
    bare = words.casefold().replace(" ", "")
    is_name = bare.endswith((".png", ".jpg", ".jpeg", ".gif", ".svg", ".bmp", ".tif", ".tiff", ".emf", ".wmf"))
    return "" if is_name else words


def _content(shape: Any, relation: str | None) -> bytes | None:
    try:
        blob: bytes = shape.part.related_part(relation).blob
        return blob
    except (KeyError, AttributeError, ValueError):
        return None


def _drawing(blip: Any, shape: Any) -> tuple[bytes, str] | None:
    """The SVG that a picture has beside its pixels."""
    svg = next(blip.iter(_SVG), None)
    content = None if svg is None else _content(shape, svg.get(qn("r:embed")))
    return (content, "svg") if content and b"<svg" in content[:4096] else None


def _cut(rectangle: Any) -> tuple[float, float, float, float]:
    """How much of it is cut off at the left, top, right and bottom, from 0 to 1; what adds to it is nothing."""
    if rectangle is None:
        return 0.0, 0.0, 0.0, 0.0
    left, top, right, bottom = (_share(rectangle.get(side)) for side in ("l", "t", "r", "b"))
    if left + right >= 1 or top + bottom >= 1:
        return 0.0, 0.0, 0.0, 0.0
    return left, top, right, bottom


def _share(text: str | None) -> float:
    try:
        value = float(text.rstrip("%")) / 100 if text and text.endswith("%") else float(text or 0) / _FULL
    except ValueError:
        return 0.0
    return max(0.0, value) if value > 0.0005 else 0.0


def _shown(content: bytes, cut: Any, turned: Any, shape: Any, here: Here, alt: str) -> tuple[bytes, str] | None:
    """A picture's file as the slide shows it, and its ending."""
    from PIL import Image as Pixels

    if content.lstrip()[:5] in (b"<?xml", b"<svg ") and b"<svg" in content[:4096]:
        if any(cut):
            here.tell(shape.name, "a cut drawing (SVG)", "all of it is shown")
        return content, "svg"
    if (content.startswith(_VECTORS) and b" EMF" in content[:64]) or content.startswith(_VECTORS[:2]):
        kind = "EMF" if b" EMF" in content[:64] else "WMF"
        here.tell(shape.name, f"a drawing in the format {kind}{_says(alt)}", "save it as SVG or PNG and put it beside")
        return None
    if content.startswith(b"%PDF"):
        here.tell(shape.name, f"a drawing in the format PDF{_says(alt)}", "save it as SVG or PNG and put it beside")
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("error", Pixels.DecompressionBombWarning)
        try:
            with Pixels.open(io.BytesIO(content)) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise ValueError("it has too many pixels")
                kind, frames = picture.format or "", getattr(picture, "n_frames", 1)
                picture.load()
                return _as_shown(picture, kind, frames, content, cut, turned, shape, here)
        except Exception as error:  # what a broken picture raises is of any kind
            here.tell(shape.name, f"a picture whose file cannot be read{_says(alt)}: {_why(error)}")
            return None


def _as_shown(
    picture: Any, kind: str, frames: int, content: bytes, cut: Any, turned: Any, shape: Any, here: Here
) -> tuple[bytes, str]:
    from PIL import Image as Pixels

    turn, flips = _turn(turned)
    if frames > 1 and kind == "GIF":
        if any(cut) or turn or flips:
            here.tell(shape.name, "a moving picture that is cut or turned", "it is shown whole, as its file is")
        return content, "gif"
    if turn % 90:
        here.tell(shape.name, f"a picture turned by {turn:g}°", "it stands upright", look=True)
    quarter = turn if turn % 90 == 0 else 0
    if not any(cut) and not quarter and not flips and kind in _KEPT:
        return content, _KEPT[kind]
    if any(cut):
        left, top, right, bottom = cut
        box = (
            round(left * picture.width), round(top * picture.height),
            max(1, round((1 - right) * picture.width)), max(1, round((1 - bottom) * picture.height)),
        )  # fmt: skip
        if box[2] > box[0] and box[3] > box[1]:
            picture = picture.crop(box)
            here.tell(shape.name, "a cut picture", "what is cut off is not in its file", look=True)
    for flip in flips:
        picture = picture.transpose(Pixels.Transpose[flip])
    if quarter:
        picture = picture.transpose(Pixels.Transpose[_TURNS[int(quarter)]])
    out = io.BytesIO()
    if kind == "JPEG" and picture.mode in ("RGB", "L"):
        picture.save(out, "JPEG", quality=92, icc_profile=picture.info.get("icc_profile"))
        return out.getvalue(), "jpg"
    if picture.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        picture = picture.convert("RGB")
    picture.save(out, "PNG")
    return out.getvalue(), "png"


def _turn(frame: Any) -> tuple[float, list[str]]:
    """By how many degrees a shape is turned, from 0 to 360, and how it is mirrored."""
    if frame is None:
        return 0.0, []
    try:
        turn = int(frame.get("rot", "0")) / 60_000 % 360
    except ValueError:
        turn = 0.0
    on = ("1", "true")
    flips = ["FLIP_LEFT_RIGHT"] if frame.get("flipH") in on else []
    return round(turn, 2), flips + (["FLIP_TOP_BOTTOM"] if frame.get("flipV") in on else [])


def _why(error: Exception) -> str:
    name = type(error).__name__
    if name == "UnidentifiedImageError":
        return "it is no picture that is known"
    return "it has too many pixels" if "Bomb" in name or "too many pixels" in str(error) else "it is damaged"
