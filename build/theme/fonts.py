"""Where a font's file is: in the usual folders, else where fontconfig knows it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

PACKAGES = {
    "Carlito": "fonts-crosextra-carlito",
    "Caladea": "fonts-crosextra-caladea",
    "DejaVu Sans Mono": "fonts-dejavu-core",
    "Liberation Mono": "fonts-liberation",
    "Liberation Sans": "fonts-liberation",
    "Liberation Serif": "fonts-liberation",
    "Arimo": "fonts-croscore",
    "Cantarell": "fonts-cantarell",
    "EB Garamond": "fonts-ebgaramond",
    "Inter": "fonts-inter",
    "Lato": "fonts-lato",
    "Noto Sans": "fonts-noto-core",
    "Noto Serif": "fonts-noto-core",
    "Open Sans": "fonts-open-sans",
    "Play": "fonts-play",
    "Quicksand": "fonts-quicksand",
    "Roboto": "fonts-roboto",
    "Roboto Slab": "fonts-roboto-slab",
}  # family: Debian's package
# Fonts of office programs, and the free ones of the same widths.
TWINS: Mapping[str, str] = {
    "Arial": "Liberation Sans",
    "Calibri": "Carlito",
    "Calibri Light": "Carlito",
    "Cambria": "Caladea",
    "Courier New": "Liberation Mono",
    "Georgia": "Gelasio",
    "Helvetica": "Liberation Sans",
    "Times New Roman": "Liberation Serif",
}
_WIDE, _WIDE_SERIF = ("Liberation Sans", "DejaVu Sans"), ("Liberation Serif", "Caladea", "DejaVu Serif")
_SERIFS = ("Times", "Georgia", "Garamond", "Palatino", "Book Antiqua", "Cambria", "Century", "Serif", "Constantia")
FOLDERS = (
    "/usr/share/fonts/truetype/crosextra", "~/.local/share/fonts", "~/.fonts", "/usr/local/share/fonts",
    "/usr/share/fonts", "~/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
STYLES = {  # how the files of a style end
    "Regular": ("-Regular", ""),
    "Bold": ("-Bold",),
    "Italic": ("-Italic", "-Oblique"),
    "BoldItalic": ("-BoldItalic", "-BoldOblique"),
}


class MissingFontError(RuntimeError):
    """A font that text is measured with is not installed. The message says how to get it."""


def find_font(family: str, style: str = "Regular", folders: Sequence[str] = FOLDERS) -> Path:
    """The file of a font's style. Raises MissingFontError."""
    names = [f"{family.replace(' ', '')}{end}.ttf" for end in STYLES[style]]
    roots = [Path(os.path.expanduser(folder)) for folder in folders]
    near = (root / name for root in roots for name in names)
    deep = (path for root in roots for name in names for path in sorted(root.rglob(name)))
    found = next((path for path in near if path.is_file()), None) or next(deep, None)
    found = found or (_ask_fontconfig(names) if folders is FOLDERS else None)
    if found:
        return found
    missing = f"the font {family} {style} ({names[0]}) is not installed, and text is measured with it"
    raise MissingFontError(f"{missing}: {how_to_install(family)}")


def fonts_state(folders: Sequence[str] = FOLDERS) -> str:
    """The font files of the usual folders with their sizes and times: another text where one was added or changed."""
    found = []
    for folder in folders:
        for place, inner, names in os.walk(os.path.expanduser(folder)):
            inner.sort()
            for name in sorted(names):
                with suppress(OSError):
                    seen = os.stat(path := os.path.join(place, name))
                    found.append(f"{path} {seen.st_size} {seen.st_mtime_ns}")
    return "\n".join(found)


def how_to_install(family: str) -> str:
    """The command that gets a font, where we know it."""
    package = PACKAGES.get(family)
    return f"sudo apt-get install {package}   (dnf and brew: the package of {family})" if package else "install it"


def twin_of(name: str) -> str:
    """The installed font that a font of a template is measured with: itself, its twin, else one that is no narrower."""
    serif = any(part in name for part in _SERIFS) and "Sans" not in name
    tried = (name, TWINS.get(name, ""), *(_WIDE_SERIF if serif else _WIDE))
    return next((font for font in tried if font and is_installed(font, ("Regular",))), "DejaVu Sans")


def without_font(name: str) -> str:
    """What helps where a template's font is not here and text is measured with a wider one."""
    wanted = name if name in PACKAGES else TWINS.get(name, "")
    if wanted in PACKAGES:
        as_wide = "" if wanted == name else f"   ({wanted} is as wide)"
        return f"sudo apt-get install {PACKAGES[wanted]}{as_wide}"
    return "no Debian package with it is known: install the company's own file, else lines may end elsewhere"


@lru_cache(maxsize=32)
def is_installed(family: str, styles: tuple[str, ...] = tuple(STYLES)) -> bool:
    """Whether these styles of a family, without a word all four, are on this machine."""
    try:
        return all(find_font(family, style) for style in styles)
    except MissingFontError:
        return False


def _ask_fontconfig(names: Sequence[str]) -> Path | None:
    try:
        listing = subprocess.run(["fc-list", "--format=%{file}\n"], capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    return next(
        (Path(line) for line in sorted(listing.splitlines()) if line.endswith(tuple(f"/{n}" for n in names))), None
    )
