"""Pictures: where they lie, how wide (a share of the body) and where their author wants them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from build.drawing.frame_boxes import BODY
from build.findings.diagnostic import Span
from build.parse.attributes import PAIR, value_of
from build.parse.blocks import SourceLine
from build.parse.inline import read_text
from build.parse.links import Target
from build.parse.reading import Reading
from build.spec.content import Block, Image, Prose
from build.spec.deck import Text, Words

_INCHES = {"px": 1 / 96, "in": 1.0, "cm": 1 / 2.54, "mm": 1 / 25.4, "pt": 1 / 72, "": 1 / 96}
_LENGTH = re.compile(r"(?P<number>\d{1,5}(?:\.\d{1,3})?)(?P<unit>%|px|in|cm|mm|pt)?")
_BEHIND = ("background-image", "data-background-image")
_PLACE = re.compile(r"(?<=[{\s])\.(left|right|background|cover)(?=[\s}])")
_CREDIT = re.compile(
    r"(?:\s*[(\[]?)(?P<credit>(?:photo|image|picture|drawing|illustration|credit|source|foto|bild|zeichnung|quelle)\s*:.*|©.*?)(?:[)\]]?)\s*\Z",
    re.I,
)

# Marp writes into a picture's alt text what to do with it.
_WISH = re.compile(
    r"(?P<bg>bg)|(?P<side>left|right)(?::(?P<share>\d{1,3})%)?|(?:w|width):(?P<width>\S+)|(?P<cover>cover)"
    r"|(?P<fit>fit|contain|auto|vertical|\d{1,3}%)|(?P<other>(?:h|height|blur|brightness|contrast|drop-shadow|grayscale"
    r"|hue-rotate|invert|opacity|saturate|sepia)(?::\S+)?)"
)


def read_picture(alt: str, target: Target, attributes: str, span: Span, reading: Reading) -> Image:
    """A picture from its parts. Its title is its caption.

    attributes = "{" ("." place | ("." | "#") name | "width" "=" length | name "=" value)* "}"
    place      = "left" | "right" | "background" | "cover"
    length     = number ("%" | "px" | "in" | "cm" | "mm" | "pt")?
    """
    image = Image(path=reading.dialect.path(target.href), alt=" ".join(alt.split()), span=span)
    if target.title:
        title = SourceLine(span.line, span.column, " ".join(target.title.split()))
        image = with_caption(image, read_text([title], reading.findings))
    if reading.dialect.name == "marp":
        image = _with_wishes(image, reading)
    for place in _PLACE.findall(PAIR.sub("", attributes)):
        image = replace(image, cover=place in ("cover", "background") or image.cover)
        image = image if place == "cover" else replace(image, place=place)
    for found in PAIR.finditer(attributes):
        value = value_of(found)
        match found["key"]:
            case "width":
                image = replace(image, width=share_of(value))
            case "alt" | "fig-alt":  # the words in brackets are what stands below it, then
                if image.alt and not image.caption:
                    words = SourceLine(span.line, span.column, image.alt)
                    image = with_caption(image, read_text([words], reading.findings))
                image = replace(image, alt=value)
            case key:
                reading.dialect.tell(f"{key}=", span)
    return image


def behind(attributes: str) -> str:
    """The picture that attributes of a heading want behind a slide, as pandoc and Quarto have it."""
    return next((value_of(pair) for pair in PAIR.finditer(attributes) if pair["key"] in _BEHIND), "")


def with_caption(image: Image, caption: Text) -> Image:
    """The picture with words below it; those that say whose it is are its credit."""
    last = caption.pieces[-1] if caption.pieces else None
    if isinstance(last, Words) and (found := _CREDIT.search(last.text)):
        credit = Text((replace(last, text=found["credit"].strip(" )]")),), caption.span)
        rest = last.text[: found.start()].rstrip()
        pieces = (*caption.pieces[:-1], *((replace(last, text=rest),) if rest else ()))
        return replace(image, caption=Text(pieces, caption.span) if pieces else Text(), credit=credit)
    return replace(image, caption=caption)


def captioned(blocks: Iterable[Block]) -> list[Block]:
    """Slanted words alone below a picture are its caption."""
    found: list[Block] = []
    for block in blocks:
        last = found[-1] if found else None
        if isinstance(last, Image) and not last.caption and isinstance(block, Prose) and _is_slanted(block.text):
            upright = (replace(piece, italic=False) for piece in block.text.pieces)
            found[-1] = with_caption(last, Text(tuple(upright), block.text.span))
        else:
            found.append(block)
    return found


def _is_slanted(text: Text) -> bool:
    return bool(text) and all(piece.italic for piece in text.pieces)


def share_of(length: str) -> float | None:
    """A length as a share of the slide's body, 1 at most; None for what is none."""
    found = _LENGTH.fullmatch(length.strip())
    if not found or not float(found["number"]):
        return None
    unit = found["unit"] or ""
    share = float(found["number"]) / 100 if unit == "%" else float(found["number"]) * _INCHES[unit] / BODY.w
    return min(1.0, round(share, 4))


def _with_wishes(image: Image, reading: Reading) -> Image:
    """Marp's words in the alt text, taken out of it."""
    words: list[str] = []
    background = False
    side: Literal["", "left", "right"] = ""
    for word in image.alt.split():
        found = _WISH.fullmatch(word)
        if not found:
            words.append(word)
        elif found["bg"]:
            background = True
        elif found["side"]:
            side = "left" if found["side"] == "left" else "right"
            image = replace(image, width=int(found["share"]) / 100 if found["share"] else 0.5)
        elif found["width"]:
            image = replace(image, width=share_of(found["width"]))
        elif found["cover"]:
            image = replace(image, cover=True)
        elif found["other"]:
            reading.dialect.tell(found["other"].partition(":")[0] + ": of a picture", image.span)
    cover = image.cover or (background and not re.search(r"\b(fit|contain)\b", image.alt))
    place: Literal["", "left", "right", "background"] = (side or "background") if background else ""
    return replace(image, alt=" ".join(words), place=place, cover=cover)
