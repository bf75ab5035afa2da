"""`course.toml`: where a course's things lie and what look it has, every mistake told with its line and column.

Each key may be left out. A path starts from the folder that the file is in, and stays below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from build.files.places import THEME, THEMES
from build.files.template_named import SUFFIXES
from build.files.toml_file import TomlFile
from build.findings.diagnostic import Diagnostic, FindingsError
from build.findings.file_messages import display_path
from build.findings.suggestion import suggestion
from engine.home import ENGINE_FACTS
from engine.quoted import quoted

COURSE_FILE = "course.toml"
FOLDERS = {  # what course.toml may say of, and where it lies if nothing is said
    "specs": ".", "facts": "facts", "labs": "labs", "films": "animations", "figures": "figures", "dist": "dist",
}  # fmt: skip
KEYS = (*FOLDERS, "ledger", "theme", "template", "bibliography", "csl")
_ROOMS = ("animations", "build", "engine", "labs")  # of the product, which an import finds first


class CourseError(FindingsError):
    """All that is wrong with a `course.toml`."""


def read_course_file(path: Path) -> Mapping[str, Path]:
    """The places that a `course.toml` names, by key. Raises CourseError with everything that is wrong."""
    like = 'write lines such as: labs = "exercises"'
    file = TomlFile(path, what=COURSE_FILE, code="K101", like=like, error=CourseError)
    reading = _Reading(file, path.parent)
    for key, value in file.data.items():
        reading.take(key, value)
    found = [*reading.found, *reading.outputs()]
    if found:
        raise CourseError(found)
    return reading.places


def looks(root: Path) -> Mapping[str, Path]:
    """The themes that can be chosen by name: the product's, and those in the course's folder `themes`.

    Raises ValueError where two have one name.
    """
    found = {file.stem: file for file in sorted(THEMES.glob("*.toml"))}
    for file in sorted((root / "themes").glob("*.toml")):
        other = found.setdefault(file.stem, file)
        if not other.samefile(file):
            both = f"{display_path(file)} and {display_path(other)}"
            raise ValueError(f"two themes are called {quoted(file.stem)}, {both}")
    return found


@dataclass
class _Reading:
    file: TomlFile
    root: Path
    places: dict[str, Path] = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)

    def take(self, key: str, value: object) -> None:
        """A key with its value: a place of the course, or a finding."""
        if key not in KEYS:
            hint = suggestion(key, KEYS, f"there are: {', '.join(KEYS)}")
            self.found.append(self.file.finding("K102", (key,), f"unknown key {quoted(key)}", hint, value=False))
        elif key == "template" and isinstance(value, dict):
            self.wrong(key, "[template] is no part of course.toml", "move it to theme.toml, which is beside it")
        elif not isinstance(value, str) or not value.strip():
            self.wrong(key, f"{key} is not a text in quotation marks", f'write {key} = "{FOLDERS.get(key, key)}"')
        elif "\\" in value or "\0" in value or PurePosixPath(value).is_absolute() or ".." in PurePosixPath(value).parts:
            hint = "write a path from the folder of course.toml, with / between its parts"
            self.wrong(key, f"{key} = {quoted(value)} is not a path below the course's folder", hint)
        elif place := getattr(self, f"_{key}", self._folder)(key, value):
            self.places[key] = place

    def wrong(self, key: str, message: str, hint: str) -> None:
        self.found.append(self.file.finding("K103", (key,), message, hint))

    def _folder(self, key: str, value: str) -> Path | None:
        """A folder that is there."""
        place = self.root / value
        if place == self.root and key != "specs":
            self.wrong(key, f"{key} need a folder of their own", f'write {key} = "{FOLDERS[key]}"')
            return None
        if place.is_dir():
            return place
        beside = place.parent.iterdir() if place.parent.is_dir() else ()
        known = sorted(other.relative_to(self.root).as_posix() for other in beside if other.is_dir())
        kind = "is a file" if place.exists() else "is not there"
        self.wrong(key, f"the folder {key} = {quoted(value)} {kind}", suggestion(value, known, "make the folder"))
        return None

    def _facts(self, key: str, value: str) -> Path | None:
        first = PurePosixPath(value).parts[:1]
        if first and first[0] in _ROOMS and PurePosixPath(value) != PurePosixPath(ENGINE_FACTS):
            hint = 'write facts = "facts"'
            self.wrong(key, f"facts cannot lie in {quoted(first[0])}, which is a room of Coursewright", hint)
            return None
        return self._folder(key, value)

    def _dist(self, key: str, value: str) -> Path | None:
        place = self.root / value
        if place.exists() and not place.is_dir():
            self.wrong(key, f"dist = {quoted(value)} is a file", "name the folder that is made for outputs")
            return None
        return place

    def _ledger(self, key: str, value: str) -> Path | None:
        if PurePosixPath(value).suffix != ".json" or (self.root / value).is_dir():
            self.wrong(key, f"ledger = {quoted(value)} is not the name of a .json file", 'write ledger = "facts.json"')
            return None
        return self.root / value

    def _bibliography(self, key: str, value: str) -> Path | None:
        place = self.root / value
        if place.is_file():
            return place
        known = [file.name for file in sorted(self.root.glob("*.bib"))]
        self.wrong(key, f"there is no file {quoted(value)}", suggestion(value, known, "name a .bib or a .json"))
        return None

    def _csl(self, key: str, value: str) -> Path | None:
        """A style's name, or its file, as it is written."""
        if value.endswith(".csl") and not (self.root / value).is_file():
            known = [file.name for file in sorted(self.root.glob("*.csl"))]
            self.wrong(key, f"there is no style {quoted(value)}", suggestion(value, known, 'write a name: csl = "apa"'))
            return None
        return Path(value)

    def _theme(self, key: str, value: str) -> Path | None:
        """A theme's file, by its path or by its name."""
        if value.lower().endswith(SUFFIXES):
            there = "" if (self.root / value).is_file() else "put it there, and "
            self.wrong(key, f"{quoted(value)} is a template, and no theme", f'{there}write template = "{value}"')
            return None
        if value.endswith(".toml"):
            place, known = self.root / value, [file.name for file in sorted(self.root.glob("*.toml"))]
            if place.is_file():
                return place
            self.wrong(key, f"there is no theme {quoted(value)}", suggestion(value, known, "write the file"))
            return None
        try:
            named = {THEME.stem: THEME, **looks(self.root)}
        except ValueError as error:
            self.wrong(key, str(error), "rename one of the two files")
            return None
        if value not in named:
            self.wrong(
                key, f"there is no theme {quoted(value)}", suggestion(value, named, f"there are: {', '.join(named)}")
            )
        return named.get(value)

    def _template(self, key: str, value: str) -> Path | None:
        """A company's own template, which is then the look."""
        place, known = self.root / value, [file.name for end in SUFFIXES for file in sorted(self.root.glob(f"*{end}"))]
        if self.file.says(("theme",)):
            self.wrong(
                key, "theme and template both say the look", f'write template = "{value}" into the theme\'s file'
            )
        elif place.suffix.lower() not in SUFFIXES:
            self.wrong(key, f"template = {quoted(value)} is no .pptx and no .potx", "save it in PowerPoint as one")
        elif not place.is_file():
            self.wrong(key, f"there is no template {quoted(value)}", suggestion(value, known, "put it there"))
        else:
            return place
        return None

    def outputs(self) -> Iterator[Diagnostic]:
        """A finding where outputs would be written among what they are made from."""
        dist = self.places.get("dist", self.root / FOLDERS["dist"])
        for key in (key for key in FOLDERS if key != "dist"):
            place = self.places.get(key, self.root / FOLDERS[key])
            if place.is_relative_to(dist) or (dist.is_relative_to(place) and key != "specs"):
                said = "dist" if "dist" in self.places else key
                message = f"outputs go to {quoted(display_path(dist))}, which cannot be the folder of {key} too"
                yield self.file.finding("K103", (said,), message, 'write dist = "dist", and put nothing else there')
                return
