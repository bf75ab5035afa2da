"""A browser opened at an address that no other user of the machine may learn."""

from __future__ import annotations

import os
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile


@contextmanager
def shown(address: str, folder: Path) -> Iterator[None]:
    """Opens the browser, and cleans up at the end.

    What a program is started with all users can list, so it gets a file that leads on and that this user alone reads:
    in a folder of the course, since some browsers may not read others.
    """
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    place = folder if os.access(folder, os.W_OK) else None
    with NamedTemporaryFile("w", prefix="live-", suffix=".html", dir=place, delete=False) as file:  # its owner's alone
        file.write(f'<!doctype html><meta http-equiv="refresh" content="0; url={address}">')
    try:
        webbrowser.open(Path(file.name).as_uri())
        yield
    finally:
        with suppress(OSError):
            Path(file.name).unlink()
