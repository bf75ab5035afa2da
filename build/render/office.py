"""A deck as LibreOffice draws it: each slide as a picture, or the whole as PDF."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.atomic_write import scratch

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

    @property
    def shape(self) -> float:
        """A slide's width over its height."""
        return float(self._document[0].get_width() / self._document[0].get_height())

    def __getitem__(self, place: int) -> Image:
        page = self._document[place]
        picture: Image = page.render(scale=_PIXELS / page.get_width()).to_pil()
        return picture


def draw(deck: Path, office: str) -> Drawn:
    """The slides of a deck. Raises RuntimeError with LibreOffice's own words where it fails."""
    import pypdfium2  # type: ignore[import-untyped]

    with scratch() as folder:
        return Drawn(pypdfium2.PdfDocument(to_pdf(deck, office, folder).read_bytes()))


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
