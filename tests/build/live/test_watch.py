"""Saves as editors make them: under another name and renamed, twice, half written, of files that the spec names."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from signal import SIGINT

import pytest
from live_deck import SPEC, Heard, findings, numbers, replace_file, served
from PIL import Image
from waiting import until

from build.commands.live import live as serve_deck
from build.files.course import course_of
from build.files.places import ROOT
from build.files.wanted import Wanted
from build.live.deck_state import Live
from build.live.guard import listener
from build.live.watch import around, folders_of, read_whole


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    with served(tmp_path / "leaf.md") as live:
        yield live


def heard(live: Live) -> Heard:
    found = Heard()
    live.join(found)
    return found


def told(found: Heard) -> bool:
    """Whether a whole build has been told."""
    return any(name == "findings" for name, _ in found.events)


def test_saves_are_seen_however_they_are_made_and_each_once(live: Live) -> None:
    found = heard(live)
    replace_file(live.spec, SPEC.replace("Green goes by", "Green is left"))  # as vim and VS Code do
    until(lambda: told(found))
    assert numbers(found.taken()) == [2]
    live.spec.write_text(SPEC.replace("Green goes by", "Green is left"))  # the same again
    live.spec.write_text(SPEC.replace("Up the stem", "Up"))
    until(lambda: told(found))
    assert numbers(found.taken()) == [2, 3]
    live.spec.unlink()
    until(lambda: told(found))
    assert [one["code"] for one in findings(found.taken())["findings"]] == ["P001"]
    live.spec.write_text(SPEC)
    until(lambda: told(found))
    assert numbers(found.taken()) == [3]


def test_a_picture_that_the_spec_has_just_named_is_watched_too(live: Live) -> None:
    found = heard(live)
    (live.spec.parent / "far").mkdir()
    Image.new("RGB", (64, 36), "red").save(live.spec.parent / "far" / "leaf.png")
    live.spec.write_text(f"{SPEC}\n## Slide 4: Look - A picture\n\n![A leaf](far/leaf.png)\n\nMinutes: 1\n")
    until(lambda: told(found) and len(live.shown.slides) == 4)
    found.taken()

    looks = count()

    def shown() -> bool:  # the folder is watched a moment after the deck is shown
        if next(looks) % 50 == 0:
            Image.new("RGB", (64, 36), "blue").save(live.spec.parent / "far" / "leaf.png")
        return told(found)

    until(shown)
    assert set(numbers(found.taken())) == {4}


def test_what_a_deck_is_made_from_is_watched_in_its_folders_and_nothing_else(tmp_path: Path) -> None:
    for folder in ("figures", "facts", "data"):
        (tmp_path / folder).mkdir()
    (tmp_path / "course.toml").write_text("")
    spec = tmp_path / "leaf.md"
    spec.write_text("---\ntitle: A leaf\ndata: {growth: {file: data/growth.csv}}\nlogo: logo.svg\n---\n# A leaf\n")
    what = around(spec, Wanted(course=course_of(spec)))
    inside = {path.relative_to(tmp_path).as_posix() for path in what.files if path.is_relative_to(tmp_path)}
    assert inside == {
        "course.toml", "facts.json", "facts.here.json", "figures", "animations", "dist/animations",
        "data/growth.csv", "logo.svg",
    }  # fmt: skip
    assert what.concerns(tmp_path / "figures" / "own.py")
    assert not what.concerns(tmp_path / "figures" / ".own.py.swp")
    assert not what.concerns(tmp_path / "notes.txt")
    assert what.is_fact(tmp_path / "facts" / "own.py")
    assert not what.concerns(tmp_path / "facts" / "own.py")
    assert folders_of(spec, what) >= {tmp_path, tmp_path / "figures", tmp_path / "facts", tmp_path / "data"}


def test_a_half_written_spec_is_read_when_it_is_whole(tmp_path: Path) -> None:
    spec = tmp_path / "leaf.md"
    parts = [SPEC[:40], SPEC[:400], SPEC]
    spec.write_text("")

    def write_on(_: float) -> None:
        spec.write_text(parts.pop(0))

    assert read_whole(spec, SPEC, write_on)[0].text == SPEC
    assert parts == []


def test_a_spec_that_ends_as_it_did_is_read_at_once_and_one_that_is_still_shortly_after(tmp_path: Path) -> None:
    spec, waits = tmp_path / "leaf.md", list[float]()
    spec.write_text(SPEC.replace("Green", "Greenish"))
    assert "Greenish" in read_whole(spec, SPEC, waits.append)[0].text
    assert waits == []
    spec.write_text(SPEC + "\nNotes:\nMore.\n")
    assert read_whole(spec, SPEC, waits.append)[0].text == f"{SPEC}\nNotes:\nMore.\n"
    assert len(waits) == 1


def test_ctrl_c_ends_it_at_once_while_browsers_listen_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "leaf.md").write_text(SPEC)
    browser, opened = tmp_path / "browser.sh", tmp_path / "opened"
    browser.write_text(f"#!/bin/sh\necho $1 > {opened}.new; mv {opened}.new {opened}\n")
    browser.chmod(0o700)
    command = [sys.executable, str(ROOT / "coursewright.py"), "live", "leaf.md", "--port", "0", "--open"]
    with subprocess.Popen(
        command, cwd=tmp_path, env={**os.environ, "BROWSER": str(browser)}, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as server:  # fmt: skip
        assert server.stdout
        assert server.stdout.readline() == "leaf.md: 3 slides\n"
        address = server.stdout.readline().strip()
        assert server.stdout.readline() == "  Ctrl+C ends it\n"
        until(opened.exists)
        page = Path(opened.read_text().strip().removeprefix("file://"))
        assert address in page.read_text()
        assert page.stat().st_mode & 0o777 == 0o600
        assert address.split("/")[3] not in page.name  # what a program is started with all users can list
        port, token = int(address.split(":")[2].split("/")[0]), address.split("/")[3]
        assert len(token) == 32
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(f"GET /{token}/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            assert line.recv(12) == b"HTTP/1.1 200"
            server.send_signal(SIGINT)
            assert server.wait(timeout=60) == 0
        assert server.stderr
        assert (server.stdout.read(), server.stderr.read()) == ("", "")
    assert not page.exists()
    listener(port).close()


def test_a_port_that_is_taken_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with listener(0) as taken:
        port = taken.getsockname()[1]
        assert serve_deck(tmp_path / "leaf.md", Wanted(), port=port) == 2
    assert capsys.readouterr().err == (
        f"port {port} on 127.0.0.1: Address already in use\n  hint: --port 0 takes any that is free\n"
    )
