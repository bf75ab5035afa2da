"""Files as they are written: whole or not at all, and by one process at a time where two might."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path

_MADE_BESIDE = re.compile(r"\.coursewright-\d+-\d+\.part")
_numbers = count()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file beside `path` to write to; it takes the other's place where nothing fails. Raises OSError, with the name.

    Where `path` is a symbolic link, what it leads to is replaced, and the link stays.
    """
    with beside(path) as temporary:
        yield temporary
        os.replace(temporary, followed(path))


def write_whole(path: Path, text: str) -> None:
    """Text as a file in UTF-8, whole or not at all. Raises OSError, with the name."""
    with replacing(path) as file:
        file.write_text(text, encoding="utf-8", newline="\n")


def followed(path: Path) -> Path:
    """The file that a path leads to, which may not be there yet. Raises OSError where links lead round in a circle."""
    real = Path(os.path.realpath(path))
    if real.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    return real


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """An empty file in the folder of `path`, which is gone at the end.

    What a killed process has left in that folder goes too. An OSError that names no file, or this one, names `path`.
    """
    temporary: Path | None = None
    try:
        folder = followed(path).parent
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        with ExitStack() as lock:
            ours = False
            while not ours:  # a sweep may come before the lock
                temporary = folder / f".coursewright-{os.getpid()}-{next(_numbers)}.part"
                with suppress(BlockingIOError):
                    lock.enter_context(_held(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)))
                    ours = temporary.exists()
            assert temporary
            yield temporary
    except OSError as error:
        if error.filename is None or os.fspath(error.filename) == str(temporary):
            error.filename = str(path)
        raise
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what killed processes have left in a folder: those files whose writers live are locked."""
    for name in os.listdir(folder):
        if _MADE_BESIDE.fullmatch(name):
            with suppress(OSError), _held(os.open(folder / name, os.O_RDONLY)):
                os.unlink(folder / name)


@contextmanager
def _held(descriptor: int) -> Iterator[None]:
    """An open file, locked until the end. Raises OSError where another process has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def locked(place: Path, wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Let one process at a time go on with a folder, or with a `.lock` file; before waiting call `wait`.

    The place is made where it is not there. The lock goes with the process, however that ends. Where a place cannot be
    locked there is no lock.
    """
    descriptor, file = -1, place.suffix == ".lock"
    with suppress(OSError):
        (place.parent if file else place).mkdir(parents=True, exist_ok=True)
        descriptor = os.open(place, os.O_RDWR | os.O_CREAT if file else os.O_RDONLY, 0o666)
    try:
        if descriptor >= 0:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                wait()
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            except OSError:
                pass  # a file system without locks
        yield
    finally:
        if descriptor >= 0:
            os.close(descriptor)


@contextmanager
def scratch(folder: Path | None = None, *, prefix: str = "coursewright-") -> Iterator[Path]:
    """A folder for a while, in `folder` or among the system's temporary ones. Those of killed processes go too."""
    parent = folder or Path(tempfile.gettempdir())
    for name in os.listdir(parent):
        if name.startswith(prefix):
            with suppress(OSError):
                left = parent / name
                if left.is_dir() and not left.is_symlink() and left.stat().st_uid == os.getuid():
                    with _held(os.open(left, os.O_RDONLY)):
                        shutil.rmtree(left, ignore_errors=True)
    with ExitStack() as stack:
        ours = False
        while not ours:  # what removes such folders may come before the lock
            own = tempfile.TemporaryDirectory(prefix=prefix, dir=parent, ignore_cleanup_errors=True)
            name = stack.enter_context(own)
            with suppress(BlockingIOError, FileNotFoundError):
                stack.enter_context(_held(os.open(name, os.O_RDONLY)))
                ours = os.path.exists(name)
        yield Path(name)
