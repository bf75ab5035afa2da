"""The package: parts, their relationships and their types, as a zip whose bytes depend on the parts alone.

Names are handed out by counting, so that the thousandth slide costs what the first does.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from build.render.powerpoint.markup import DECLARATION, escape

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can hold
_NAMED_TYPES = {
    "core-properties": _PACKAGE + "relationships/metadata/core-properties",
    "media": "http://schemas.microsoft.com/office/2007/relationships/media",
}
MEDIA_TYPES = {
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".mp4": "video/mp4",
    ".png": "image/png",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(slots=True)
class Relations:
    """What one part refers to; asking for the same target again gives the same id."""

    _ids: dict[tuple[str, str, bool], str] = field(default_factory=dict)

    def add(self, kind: str, target: str, *, external: bool = False) -> str:
        """The id of a relationship. `kind` is the last word of its type, such as `slideLayout`."""
        return self._ids.setdefault((kind, target, external), f"rId{len(self._ids) + 1}")

    def xml(self, source: str) -> str:
        """The relationships part of the part named `source` (empty: of the package)."""
        rows = []
        folder = posixpath.dirname(source) or "/"
        for (kind, target, external), rel_id in self._ids.items():
            type_ = _NAMED_TYPES.get(kind, _OFFICE + kind)
            where = target if external else posixpath.relpath(target, folder)
            mode = ' TargetMode="External"' if external else ""
            rows.append(f'<Relationship Id="{rel_id}" Type="{type_}" Target="{escape(where)}"{mode}/>')
        return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}relationships">{"".join(rows)}</Relationships>'

    def __bool__(self) -> bool:
        return bool(self._ids)


class Package:
    """Parts in the order they were added. Part names start with a slash."""

    def __init__(self) -> None:
        self.relations = Relations()
        self._blobs: dict[str, bytes] = {}
        self._types: dict[str, str] = {}
        self._media: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def name(self, stem: str, suffix: str = ".xml") -> str:
        """The next free name of a kind of part: `/ppt/charts/chart` gives `/ppt/charts/chart1.xml`."""
        self._counts[stem] = self._counts.get(stem, 0) + 1
        return f"{stem}{self._counts[stem]}{suffix}"

    def add(self, name: str, content_type: str, xml: str, relations: Relations | None = None) -> None:
        """Add an XML part, given without its declaration."""
        self._types[name] = content_type
        self._blobs[name] = (DECLARATION + xml).encode()
        if relations:
            folder, base = posixpath.split(name)
            self._blobs[f"{folder}/_rels/{base}.rels"] = relations.xml(name).encode()

    def embed(self, blob: bytes, stem: str, suffix: str) -> str:
        """Add a file whose suffix says its type; a file with the same bytes is stored once."""
        digest = hashlib.sha256(blob).hexdigest()
        if digest not in self._media:
            self._media[digest] = self.name(stem, suffix)
            self._blobs[self._media[digest]] = blob
        return self._media[digest]

    def embed_file(self, path: str | Path) -> str:
        """Add a picture or a film. Raises ValueError for a type that slides cannot show."""
        path = Path(path)
        suffix = path.suffix.lower()
        if suffix not in MEDIA_TYPES:
            raise ValueError(f"{path} is not one of {', '.join(MEDIA_TYPES)}")
        return self.embed(path.read_bytes(), "/ppt/media/media", suffix)

    def save(self, path: Path) -> None:
        """Write the file whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(path.name + ".part")
        try:
            with zipfile.ZipFile(temporary, "w") as archive:
                write_members(archive, self._members())
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)

    def _members(self) -> Iterable[tuple[str, bytes]]:
        # First, where programs look that tell a file's type by its beginning.
        yield "[Content_Types].xml", self._content_types().encode()
        yield "_rels/.rels", self.relations.xml("").encode()
        for name, blob in self._blobs.items():
            yield name.lstrip("/"), blob

    def _content_types(self) -> str:
        suffixes = {posixpath.splitext(name)[1] for name in self._media.values()}
        defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
        defaults |= {suffix[1:]: MEDIA_TYPES[suffix] for suffix in sorted(suffixes)}
        rows = [f'<Default Extension="{name}" ContentType="{type_}"/>' for name, type_ in defaults.items()]
        rows += [f'<Override PartName="{name}" ContentType="{type_}"/>' for name, type_ in self._types.items()]
        return f'{DECLARATION}<Types xmlns="{_PACKAGE}content-types">{"".join(rows)}</Types>'


def write_members(archive: zipfile.ZipFile, members: Iterable[tuple[str, bytes]]) -> None:
    """Write members with a fixed date and fixed rights; what is compressed already is stored as it is."""
    for name, blob in members:
        info = zipfile.ZipInfo(name, _EPOCH)
        info.create_system = 3  # else the machine's kind is noted
        info.external_attr = 0o644 << 16
        stored = posixpath.splitext(name)[1] in MEDIA_TYPES
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        archive.writestr(info, blob)
