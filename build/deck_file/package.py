"""python-pptx's package, whose names take the same time at any length and whose bytes depend on its parts alone.

Of itself it walks through all parts for each new name, picture and film, and dates every file of the archive.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from functools import cached_property
from importlib.resources import files
from typing import IO, Any

from pptx.media import Video
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.oxml import serialize_part_xml
from pptx.opc.package import Part
from pptx.opc.packuri import CONTENT_TYPES_URI, PACKAGE_URI, PackURI
from pptx.opc.serialized import _ContentTypesItem
from pptx.package import Package
from pptx.parts.image import Image, ImagePart
from pptx.parts.media import MediaPart
from pptx.parts.slide import SlidePart

from build.deck_file.finished_parts import FinishedParts
from build.deck_file.kept_slide import KeptPart, kept_part, put_back
from build.deck_file.slide_reader import SlideReader
from build.deck_file.snapshot import SlideState, SnapshotWriter

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can hold
_COMPRESSED = frozenset({"gif", "jpeg", "jpg", "mp4", "png", "xlsx"})  # already, so they are stored as they are


class DeckPackage(Package):
    """An open presentation. A file with the same bytes is stored once."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._numbers: dict[str, int] = {}
        self._media: dict[str, Part] = {}
        self._finished = FinishedParts()
        self._reader = SlideReader()
        self.snapshot = SnapshotWriter()

    @classmethod
    def new(cls) -> DeckPackage:
        """The presentation that python-pptx starts from."""
        return cls.open(str(files("pptx") / "templates" / "default.pptx"))

    @cached_property
    def _template_names(self) -> frozenset[str]:
        return frozenset(part.partname for part in self.iter_parts())

    def next_partname(self, tmpl: str) -> PackURI:
        """The next name of a kind; names are counted, and only the template's are looked at."""
        number = self._numbers.get(tmpl, 0) + 1
        while tmpl % number in self._template_names:
            number += 1
        self._numbers[tmpl] = number
        return PackURI(tmpl % number)

    def next_image_partname(self, ext: str) -> PackURI:
        return self.next_partname(f"/ppt/media/image%d.{ext}")

    def next_media_partname(self, ext: str) -> PackURI:
        return self.next_partname(f"/ppt/media/media%d.{ext}")

    def get_or_add_image_part(self, image_file: str | IO[bytes]) -> Part:
        image = Image.from_file(image_file)
        if image.sha1 not in self._media:
            self._media[image.sha1] = ImagePart.new(self, image)
        return self._media[image.sha1]

    def get_or_add_drawing_part(self, svg: bytes) -> Part:
        """The part of an SVG, which python-pptx knows nothing of."""
        key = hashlib.sha1(svg, usedforsecurity=False).hexdigest()
        if key not in self._media:
            self._media[key] = Part(self.next_image_partname("svg"), "image/svg+xml", self, svg)
        return self._media[key]

    def get_or_add_media_part(self, media: Video) -> Part:
        if media.sha1 not in self._media:
            self._media[media.sha1] = MediaPart.new(self, media)
        return self._media[media.sha1]

    def seal(self, slide: SlidePart) -> tuple[KeptPart | None, SlideState]:
        """Keep a finished slide, its notes and its charts as text: of a thousand slides the trees take a gigabyte.

        What it looks like is remembered, so that edits can be told from it later. Both are what `put_back` takes.
        """
        state = self._reader.slide(slide)
        self.snapshot.add(state)
        links = [link for link in slide.rels.values() if link.reltype in (RT.CHART, RT.NOTES_SLIDE)]
        own: list[Any] = [link.target_part for link in links]
        for part in (slide, *own):
            self._finished.add(part.partname, part.blob)
            for branch in [branch for child in part._element for branch in child]:
                del branch[:]
        return kept_part(slide, self._content), state

    def put_back(self, slide: KeptPart, state: SlideState, name: PackURI, given: Mapping[str, Part]) -> Part:
        """A slide as it was sealed, under a name, with its layout and what else the deck gives to it."""
        self.snapshot.add(state)
        return put_back(slide, self, name, given, self._finished.add)

    def save(self, pkg_file: str | IO[bytes]) -> None:
        """Write the archive with fixed dates and fixed rights, its table of contents first."""
        parts = tuple(self.iter_parts())
        with zipfile.ZipFile(pkg_file, "w") as archive:
            _add(archive, CONTENT_TYPES_URI, serialize_part_xml(_ContentTypesItem.xml_for(parts)))
            _add(archive, PACKAGE_URI.rels_uri, self._rels.xml)
            for part in parts:
                _add(archive, part.partname, self._content(part))
                if part.rels:
                    _add(archive, part.partname.rels_uri, part.rels.xml)

    def _content(self, part: Part) -> bytes:
        return self._finished.content(part.partname) or part.blob


def _add(archive: zipfile.ZipFile, name: PackURI, blob: bytes) -> None:
    info = zipfile.ZipInfo(name.membername, _EPOCH)
    info.create_system = 3  # else the machine's kind is noted
    info.external_attr = 0o644 << 16
    info.compress_type = zipfile.ZIP_STORED if name.ext in _COMPRESSED else zipfile.ZIP_DEFLATED
    archive.writestr(info, blob)
