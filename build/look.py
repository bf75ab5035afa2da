"""`make look`: a deck as LibreOffice draws it, slide by slide and on one contact sheet."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.files import replacing, shown, told
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
_FILE = re.compile(r"slide-\d+\.png")


def look(sources: Sequence[Path], *, here: bool = False) -> int:
    """Draw decks (or the decks made of specs). The exit code: 0 drawn, 2 not."""
    decks = [source if source.suffix == ".pptx" else Wanted(here=here).output_of(source) for source in sources]
    return max((look_at(deck, deck.parent / "look" / deck.stem) for deck in decks), default=0)


def look_at(deck: Path, folder: Path) -> int:
    """Draw a deck to `slide-NN.png` and `contact.png` in a folder; pictures of slides that went are removed."""
    if not deck.exists():
        print(f"{shown(deck)} is not there; make deck writes it", file=sys.stderr)
        return 2
    office = find_office()
    if office is None:
        print(INSTALL, file=sys.stderr)
        return 2
    try:
        slides = draw(deck, office)
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            if _FILE.fullmatch(old.name):
                old.unlink()
        with replacing(folder / "contact.png") as file:
            contact_sheet(_saved(slides, folder), len(slides)).save(file, "png")
    except (OSError, RuntimeError) as error:
        print(told(error), file=sys.stderr)
        return 2
    print(f"{shown(folder)}: {len(slides)} slides and contact.png")
    return 0


def _saved(slides: Drawn, folder: Path) -> Iterator[Image]:
    """The slides, each written before the next is drawn."""
    for i in range(len(slides)):
        picture = slides[i]
        picture.save(folder / f"slide-{i + 1:02}.png")
        yield picture


def find_office() -> str | None:
    """LibreOffice's program, where it is installed."""
    in_applications = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
    return shutil.which("soffice") or shutil.which("libreoffice") or shutil.which(in_applications)


class Drawn:
    """The slides of a deck, each a picture when it is asked for: those of a thousand would take gigabytes."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def __len__(self) -> int:
        return len(self._document)

    def __getitem__(self, place: int) -> Image:
        page = self._document[place]
        picture: Image = page.render(scale=_PIXELS / page.get_width()).to_pil()
        return picture


def draw(deck: Path, office: str) -> Drawn:
    """The slides of a deck. Raises RuntimeError with LibreOffice's own words where it fails."""
    import pypdfium2  # type: ignore[import-untyped]

    with tempfile.TemporaryDirectory() as scratch:
        return Drawn(pypdfium2.PdfDocument(to_pdf(deck, office, Path(scratch)).read_bytes()))


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


def contact_sheet(pictures: Iterable[Image], number: int) -> Image:
    """All slides on one sheet, in rows; none is kept in memory. `number`: how many there are."""
    from PIL import Image

    columns = max(1, math.ceil(math.sqrt(number)))
    rows = math.ceil(number / columns)
    width = min(_THUMBNAIL, _WIDEST // columns)
    height = round(width * 9 / 16)
    size = columns * (width + _GAP) + _GAP, rows * (height + _GAP) + _GAP
    sheet = Image.new("RGB", size, load_theme().color("mute"))
    for i, picture in enumerate(pictures):
        place = (_GAP + i % columns * (width + _GAP), _GAP + i // columns * (height + _GAP))
        sheet.paste(picture.resize((width, height)), place)
    return sheet
