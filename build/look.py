"""`make look`: a deck as LibreOffice draws it, slide by slide and on one contact sheet."""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from build.make import Wanted
from build.theme import load_theme

if TYPE_CHECKING:
    from PIL.Image import Image

INSTALL = (
    "LibreOffice is not here; install it with one of\n"
    "  apt-get install --no-install-recommends libreoffice-impress\n"
    "  dnf install libreoffice-impress\n"
    "  brew install --cask libreoffice"
)
_TIMEOUT = 600  # seconds
_PIXELS = 1600  # width of a single picture
_THUMBNAIL = 640  # width on a contact sheet
_WIDEST = 12_000  # pixels of a contact sheet, which has to fit into memory
_GAP = 12


def look(sources: Sequence[Path], *, here: bool = False) -> int:
    """Draw decks (or the decks made of specs). The exit code: 0 drawn, 2 not."""
    decks = [source if source.suffix == ".pptx" else Wanted(here=here).output_of(source) for source in sources]
    return max((look_at(deck, deck.parent / "look" / deck.stem) for deck in decks), default=0)


def look_at(deck: Path, folder: Path) -> int:
    """Draw a deck to `slide-NN.png` and `contact.png` in a folder, which is emptied first."""
    if not deck.exists():
        print(f"{deck} is not there; make deck writes it", file=sys.stderr)
        return 2
    office = find_office()
    if office is None:
        print(INSTALL, file=sys.stderr)
        return 2
    try:
        pictures = draw(deck, office)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 2
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, picture in enumerate(pictures, 1):
        picture.save(folder / f"slide-{number:02}.png")
    contact_sheet(pictures).save(folder / "contact.png")
    print(f"{folder}: {len(pictures)} slides and contact.png")
    return 0


def find_office() -> str | None:
    """LibreOffice's program, where it is installed."""
    in_applications = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
    return shutil.which("soffice") or shutil.which("libreoffice") or shutil.which(in_applications)


def draw(deck: Path, office: str) -> list[Image]:
    """The slides as pictures. Raises RuntimeError with LibreOffice's own words where it fails."""
    import pypdfium2  # type: ignore[import-untyped]

    with tempfile.TemporaryDirectory() as scratch:
        document = pypdfium2.PdfDocument(to_pdf(deck, office, Path(scratch)))
        try:
            return [page.render(scale=_PIXELS / page.get_width()).to_pil() for page in document]
        finally:
            document.close()


def to_pdf(deck: Path, office: str, folder: Path) -> Path:
    """The deck as PDF, in a folder that nobody else uses. Raises RuntimeError with LibreOffice's own words."""
    # A profile of its own: two LibreOffices that share one wait for each other.
    command = [
        office, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to", "pdf", "--outdir", str(folder), str(deck.resolve()),
    ]  # fmt: skip
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RuntimeError(f"LibreOffice could not draw {deck}: {error}") from error
    file = folder / f"{deck.stem}.pdf"
    if not file.exists():
        raise RuntimeError(f"LibreOffice could not draw {deck}: {(result.stderr or result.stdout).strip()}")
    return file


def contact_sheet(pictures: Sequence[Image]) -> Image:
    """All slides on one sheet, in rows."""
    from PIL import Image

    columns = max(1, math.ceil(math.sqrt(len(pictures))))
    rows = math.ceil(len(pictures) / columns)
    width = min(_THUMBNAIL, _WIDEST // columns)
    height = round(width * 9 / 16)
    size = columns * (width + _GAP) + _GAP, rows * (height + _GAP) + _GAP
    sheet = Image.new("RGB", size, load_theme().color("mute"))
    for i, picture in enumerate(pictures):
        place = (_GAP + i % columns * (width + _GAP), _GAP + i // columns * (height + _GAP))
        sheet.paste(picture.resize((width, height)), place)
    return sheet
