"""Slides of pictures as values, from short forms."""

from __future__ import annotations

from typing import Any

from content_slides import HERE, text

from build.spec.content import Block, GallerySlide, Image, PictureSlide
from build.spec.deck import Text


def image(path: str, alt: str = "What it shows", caption: str = "", **values: Any) -> Image:
    return Image(path=path, alt=alt, span=HERE, caption=text(caption), **values)


def picture_slide(title: str, shown: Image, *blocks: Block, **values: Any) -> PictureSlide:
    said = {"number": 1, "eyebrow": Text(), "title": text(title), "span": HERE, **values}
    return PictureSlide(image=shown, blocks=blocks, **said)


def gallery(title: str, *images: Image, **values: Any) -> GallerySlide:
    said = {"number": 1, "eyebrow": Text(), "title": text(title), "span": HERE, **values}
    return GallerySlide(images=images, **said)
