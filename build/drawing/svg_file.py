"""An SVG of somebody's, made safe to embed: nothing in it runs, moves, or is fetched from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

MOST_BYTES = 20 * 2**20

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_RUN = frozenset(("script", "handler", "listener"))
_MOVE = frozenset(("animate", "animateColor", "animateMotion", "animateTransform", "set", "discard"))
_FOREIGN = frozenset(("foreignObject", "iframe", "audio", "video", "canvas"))
_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp)[;,]", re.IGNORECASE)
_URL = re.compile(r"""url\(\s*(["']?)\s*(.*?)\s*\1\s*\)""", re.IGNORECASE | re.DOTALL)
_IMPORT = re.compile(r"@import\b[^;]*(?:;|$)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([0-9A-Fa-f]{1,6})\s?|\\(.)", re.DOTALL)
_LENGTH = re.compile(r"\s*\+?(\d*\.?\d+(?:[eE][+-]?\d+)?)\s*(px|pt|pc|mm|cm|in|em|ex|)\s*")
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "em": 16.0,
           "ex": 8.0}  # fmt: skip
_LARGEST = 1e6  # pixels of a side
_TRIED = 64  # pixels of the longer side

SCRIPT, MOVING, PAGE, SHEET = "a script", "what moves in it", "a page inside it", "a style sheet from elsewhere"


class CleanSvg(NamedTuple):
    """A whole file whose root says its size in pixels, that size, and what was left out of it."""

    data: bytes
    width: float
    height: float
    left_out: tuple[str, ...]


def clean_svg(data: bytes) -> CleanSvg:
    """An SVG without scripts, animations, foreign content and references that lead out of it. Raises ValueError."""
    if len(data) > MOST_BYTES:
        raise ValueError(f"an SVG of {len(data):,} bytes")
    declares = b"<!ENTITY" in data.replace(b"\0", b"").upper()
    # Without entities a long attribute is a picture; with them it may be one that grows.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=not declares, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"it is no XML: {error.msg}") from error
    if root.tag != f"{_SVG}svg":
        raise ValueError("it is no SVG: its first element is not 'svg' of http://www.w3.org/2000/svg")
    left_out = dict.fromkeys(_cleaned(root))
    width, height = _size(root)
    root.set("width", f"{width:g}")
    root.set("height", f"{height:g}")
    if not root.get("viewBox"):
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    etree.cleanup_namespaces(root)
    return CleanSvg(etree.tostring(root, encoding="utf-8"), width, height, tuple(left_out))


def drawn_small(data: bytes, width: float, height: float) -> bytes:
    """A clean SVG of that size as a small PNG. Raises ValueError where what draws stills cannot draw it."""
    import resvg_py

    wide = max(1, round(_TRIED * min(1.0, width / height)))  # the height follows
    return resvg_py.svg_to_bytes(svg_string=data.decode(), skip_system_fonts=True, width=wide)


def _cleaned(root: Any) -> Iterator[str]:
    """Take out what may not stay, and say what that was, if anybody would miss it."""
    for element in list(root.iter()):
        name = element.tag.removeprefix(_SVG) if isinstance(element.tag, str) else ""
        if element is not root and (not name or name.startswith("{") or name in _RUN | _MOVE | _FOREIGN):
            if name in _RUN:
                yield SCRIPT
            elif name in _MOVE:
                yield MOVING
            elif name in _FOREIGN and not _has_stand_in(element):
                yield PAGE
            _remove(element)
            continue
        if name == "style" and element.text:
            text = "".join(element.itertext())
            yield from _outside_in(text)
            element.text = _closed(text)
        yield from _clean_attributes(element, name)


def _has_stand_in(element: Any) -> bool:
    """Whether what follows in a `switch` is shown instead, as drawing programs write it."""
    parent = element.getparent()
    return parent is not None and parent.tag == f"{_SVG}switch" and element.getnext() is not None


def _remove(element: Any) -> None:
    parent = element.getparent()
    if parent is None:  # gone with what it stood in
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _clean_attributes(element: Any, name: str) -> Iterator[str]:
    for key, value in list(element.attrib.items()):
        if key.lower().startswith("on"):
            yield SCRIPT
            del element.attrib[key]
        elif key in ("href", _XLINK_HREF):
            if name == "a":
                del element.attrib[key]
            elif not value.strip().startswith("#") and not (name in ("image", "feImage") and _PICTURE.match(value)):
                yield _named(value)
                del element.attrib[key]
        elif key == _BASE or (key.startswith("{") and not key.startswith("{http://www.w3.org/")):
            del element.attrib[key]
        elif "(" in value or "\\" in value:
            yield from _outside_in(value)
            element.set(key, _closed(value))


def _unescaped(css: str) -> str:
    """CSS with its escapes read, in which a forbidden word could hide."""

    def character(match: re.Match[str]) -> str:
        read = chr(min(int(match[1], 16), 0xFFFF)) if match[1] else match[2]
        return "" if read < " " or read == "\\" or read >= "\ud800" else read  # none that begins another one

    return _ESCAPE.sub(character, css)


def _outside_in(css: str) -> Iterator[str]:
    words = _unescaped(css)
    yield from (SHEET for _ in _IMPORT.finditer(words))
    yield from (_named(found[2]) for found in _URL.finditer(_IMPORT.sub("", words)) if not _stays(found[2]))


def _closed(css: str) -> str:
    """CSS that leads nowhere outside."""
    words = _unescaped(css) if "\\" in css else css
    return _IMPORT.sub("", _URL.sub(lambda found: found[0] if _stays(found[2]) else "none", words))


def _stays(address: str) -> bool:
    return address.startswith("#") or bool(_PICTURE.match(address))


def _named(address: str) -> str:
    """What a reference leads to, shortly."""
    kind, _, rest = address.strip().partition(":")
    if kind.lower() == "data":
        return f"something of the type {rest.partition(';')[0].partition(',')[0][:40]}"
    return f"what it takes from {address.strip()[:60]}"


def _size(root: Any) -> tuple[float, float]:
    """Pixels, of 96 an inch: what the file says, or its view box."""
    view = [float(part) for part in re.findall(r"[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?", root.get("viewBox", ""))]
    across, down = (view[2], view[3]) if len(view) == 4 else (0.0, 0.0)
    width, height = _pixels(root.get("width", "")), _pixels(root.get("height", ""))
    if across > 0 and down > 0 and not (width and height):
        high = height or (width * down / across if width else down)
        width, height = width or high * across / down, high
    if not (width and height and width <= _LARGEST and height <= _LARGEST):
        raise ValueError("it does not say how large it is: give it a viewBox")
    return width, height


def _pixels(length: str) -> float:
    """A length in pixels; 0 for a share of something, or for what is none."""
    match = _LENGTH.fullmatch(length)
    return float(match[1]) * _PIXELS[match[2]] if match else 0.0
