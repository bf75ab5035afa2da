"""A file is there whole or not at all, and two processes do not write it at once."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.atomic_write import beside, locked, replacing, scratch

ROOT = Path(__file__).resolve().parents[2]


def test_a_file_is_written_beside_and_takes_its_place_at_the_end(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "one.txt"
    with replacing(file) as new:
        new.write_text("new")
        assert not file.exists()
    assert [(path.name, path.read_text()) for path in file.parent.iterdir()] == [("one.txt", "new")]


def half(file: Path) -> None:
    with replacing(file) as new:
        new.write_text("half")
        raise ZeroDivisionError


def test_where_writing_fails_the_old_file_stays_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "one.txt"
    file.write_text("old")
    with pytest.raises(ZeroDivisionError):
        half(file)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("one.txt", "old")]


def test_a_link_stays_and_the_file_that_it_leads_to_is_written(tmp_path: Path) -> None:
    link, file = tmp_path / "link", tmp_path / "shared" / "one.txt"
    link.symlink_to("shared/one.txt")
    for text in ("new", "newer"):
        with replacing(link) as new:
            new.write_text(text)
        assert (link.is_symlink(), file.is_symlink(), file.read_text()) == (True, False, text)
    assert [path.name for path in file.parent.iterdir()] == ["one.txt"]


def test_links_that_lead_in_a_circle_are_an_error_and_stay(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(OSError, match="symbolic links"), replacing(tmp_path / "a") as new:
        new.write_text("lost")
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_symlink()) == ["a", "b"]


def test_an_error_that_names_no_file_names_the_one_that_was_to_be(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space") as caught, replacing(tmp_path / "one.txt"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert caught.value.filename == str(tmp_path / "one.txt")
    with pytest.raises(FileNotFoundError) as missing, replacing(tmp_path / "one.txt"):
        (tmp_path / "other").read_text()
    assert missing.value.filename == str(tmp_path / "other")


@contextmanager
def started(program: str, *arguments: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has printed that it holds what it is to hold; killed at the end."""
    command = [sys.executable, "-c", f"import sys, time; from engine.atomic_write import *; {program}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [*command, *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        yield process
        process.kill()


def test_what_a_killed_process_left_is_removed_by_the_next_and_what_a_living_one_writes_is_not(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path\n"
        "with beside(Path(sys.argv[1])) as file: file.write_text('half'); print('ready', flush=True); time.sleep(60)"
    )
    (tmp_path / "film.1.part").touch()  # somebody else's
    with started(program, tmp_path / "one.txt") as killed, started(program, tmp_path / "one.txt"):
        assert len(list(tmp_path.iterdir())) == 3
        killed.kill()
        killed.wait()
        with replacing(tmp_path / "two.txt") as file:
            file.write_text("whole")
            assert len(list(tmp_path.glob(".coursewright-*.part"))) == 2
    with replacing(tmp_path / "two.txt") as file:
        file.write_text("whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["film.1.part", "two.txt"]


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_another_process_sweeps_before_it_is_locked_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    swept, opened = [], os.open

    def late(name: str | Path, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        """A file or folder that a sweep has removed, or holds, just after it is opened."""
        descriptor = opened(name, flags, mode, dir_fd=dir_fd)
        if len(swept) < 2:
            swept.append(opened(name, os.O_RDONLY))
            if len(swept) == 1:
                fcntl.flock(swept[0], fcntl.LOCK_EX)
            Path(name).unlink() if kind == "file" else Path(name).rmdir()
        return descriptor

    monkeypatch.setattr(os, "open", late)
    with beside(tmp_path / "one.txt") if kind == "file" else scratch(tmp_path) as ours:
        assert len(swept) == 2
        assert list(tmp_path.iterdir()) == [ours]
    assert list(tmp_path.iterdir()) == []
    for descriptor in swept:
        os.close(descriptor)


@pytest.mark.parametrize("place", ["folder", "folder/one.lock"])
def test_a_lock_is_waited_for_and_goes_with_the_process_that_has_it(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    program = "from pathlib import Path\nwith locked(Path(sys.argv[1])): print('ready', flush=True); time.sleep(60)"
    with started(program, tmp_path / place) as process, locked(tmp_path / place, process.kill):
        assert process.wait() == -signal.SIGKILL
    with locked(tmp_path / place, lambda: pytest.fail("nobody has it")):
        pass


def test_a_place_that_cannot_be_locked_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with locked(tmp_path / "file" / "below"):
        assert not (tmp_path / "file" / "below").exists()
