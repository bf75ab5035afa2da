"""One film from its class to its files, with a film small enough for a test."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import av
import manim
import numpy as np
import pytest
import webvtt
from PIL import Image, ImageSequence

from animations import film as films
from animations.mobjects.growing_bar import BarValue, GrowingBar
from animations.mobjects.panels import tile
from animations.order import Order
from animations.scene import FilmScene
from animations.style import FrameBox
from build.files.course import product
from build.files.places import THEME
from build.films.clips import clip_files, gif_file, read_clip
from build.films.scenes import Film
from build.theme.choose import load_theme
from engine.ledger import Ledger
from engine.units import Table


class Short(FilmScene):
    """A gold square that moves in its third stage, and a bar that grows in its fourth."""

    title = "A short film"
    stages = ("One", "Two", "Three", "Four", "Five")

    decode_cache: Table

    def construct(self) -> None:
        square = tile(self.theme, FrameBox(2, 3, 1, 1), fill="gold")
        bar = GrowingBar(self.theme, BarValue(1.0, "{:.1f}".format, "of it", "gold"), 2.0, 5.4, 5.0)
        self.add(square, bar)
        for name in self.stages:
            with self.stage(name):
                self.say(self.show("decode_cache.speedup"))
                if name == "Three":
                    self.play(square.animate.shift(manim.RIGHT * 4), run_time=0.4)
                if name == "Four":
                    self.play(bar.grow(run_time=1.0))


def frames(movie: Path) -> list[np.ndarray]:
    """A movie's frames at a steady rate: one that lasts longer counts more often."""
    shown: list[np.ndarray] = []
    with av.open(str(movie)) as clip:
        stream = clip.streams.video[0]
        for frame in clip.decode(stream):
            shown += shown[-1:] * (round(frame.time * 15) - len(shown))
            shown.append(frame.to_ndarray(format="rgb24"))
        return shown + shown[-1:] * (round(stream.duration * stream.time_base * 15) - len(shown))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, ledger: Ledger) -> Path:
    """Where the short film was made."""
    folder, facts = tmp_path_factory.mktemp("films"), Path(__file__).parent / "fixtures" / "facts.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(films, "load", lambda film: Short)
        film = Film("short", "Short", Path(__file__), ("decode_cache",))
        theme, kept = load_theme(THEME), tmp_path_factory.mktemp("kept")
        order = Order(
            scene="short", quality="480p", digest="d1", gif=True, theme=THEME, ledger=facts, folder=folder, kept=kept
        )
        films.make(film, ledger, theme, order)
    return folder


def test_a_film_has_a_clip_a_poster_a_still_of_each_stage_and_a_sidecar(folder: Path) -> None:
    files = {*clip_files("short", folder), gif_file("short", folder)}
    assert {path.name for path in folder.iterdir()} == {path.name for path in files}


def test_the_captions_are_read_with_their_times_by_an_independent_reader(folder: Path) -> None:
    cues = list(webvtt.read(str(folder / "short.vtt")))
    assert [cue.text for cue in cues] == ["6.0×"] * 5
    seconds = json.loads((folder / "short.json").read_text(encoding="utf-8"))["seconds"]
    times = [time.in_seconds() + time.milliseconds / 1000 for cue in cues for time in (cue.start_time, cue.end_time)]
    assert times == sorted(times)
    assert (times[0], times[-1]) == (0, pytest.approx(seconds, abs=0.01))


def test_the_gif_shows_what_the_clip_shows_as_long_and_in_exact_colors(folder: Path) -> None:
    clip = frames(folder / "short.mp4")
    with Image.open(folder / "short.gif") as gif:
        shown: list[np.ndarray] = []
        lasted = 0
        for frame in ImageSequence.Iterator(gif):
            lasted += frame.info["duration"]
            shown += [np.asarray(frame.convert("RGB"))] * (round(lasted / 1000 * 15) - len(shown))
    assert len(shown) == len(clip)
    assert max(abs(ours.astype(int) - other).mean() for ours, other in zip(shown, clip, strict=True)) < 2
    assert tuple(shown[-1][224, 416]) == (201, 162, 39)


def test_the_sidecar_says_what_the_ledger_says(folder: Path, ledger: Ledger) -> None:
    sidecar = json.loads((folder / "short.json").read_text(encoding="utf-8"))
    assert sidecar["facts"] == {"decode_cache": ledger["decode_cache"].value}
    assert sidecar["shown"] == {"decode_cache.speedup": "6.0×"}
    assert sidecar["stages"] == ["One", "Two", "Three", "Four", "Five"]
    assert sidecar["captions"] == ["6.0×"] * 5
    assert sidecar["starts"][0] == 0
    assert sidecar["starts"] == sorted(sidecar["starts"])
    assert sidecar["starts"][-1] < sidecar["seconds"]
    assert (sidecar["scene"], sidecar["quality"], sidecar["digest"]) == ("short", "480p", "d1")
    assert sidecar["theme"] == "theme"


def test_the_clip_plays_everywhere_and_as_long_as_it_says(folder: Path) -> None:
    sidecar = json.loads((folder / "short.json").read_text(encoding="utf-8"))
    with av.open(str(folder / "short.mp4")) as clip:
        stream = clip.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height) == (854, 480)
        assert stream.duration * stream.time_base == pytest.approx(sidecar["seconds"], abs=0.1)


def test_the_clip_can_be_entered_at_every_stage_and_plays_before_it_is_loaded(folder: Path) -> None:
    data = (folder / "short.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(folder / "short.mp4")) as clip:
        stream = clip.streams.video[0]
        packets = [packet for packet in clip.demux(stream) if packet.size]
        ends = [packet.pts + packet.duration for packet in packets]
        assert [packet.pts for packet in packets] == [packet.dts for packet in packets] == [0, *ends[:-1]]
        assert max(packet.duration * stream.time_base for packet in packets) <= 0.5
        starts = [packet.pts for packet in packets if packet.is_keyframe]
        assert len(starts) == 5
        for start in starts:
            clip.seek(start, stream=stream)
            assert next(clip.decode(stream)).pts == start


def test_its_frames_are_those_of_manim(folder: Path, ledger: Ledger, tmp_path: Path) -> None:
    with manim.tempconfig(films.configuration("480p", tmp_path)):
        scene = Short(ledger, load_theme(THEME))
        scene.render()
        plain = frames(Path(scene.renderer.file_writer.movie_file_path))
    ours = frames(folder / "short.mp4")
    assert len(ours) == len(plain)
    assert max(abs(one.astype(int) - other).mean() for one, other in zip(ours, plain, strict=True)) < 1


def test_the_last_picture_is_held_and_the_first_is_not_empty(folder: Path) -> None:
    shown = frames(folder / "short.mp4")
    assert abs(shown[-1].astype(int) - shown[-30]).mean() < 0.5
    assert shown[0].min() < 100  # the title stands from the start


def test_a_number_that_counts_leaves_nothing_behind(folder: Path) -> None:
    foot = [frame[335:357, 145:170].astype(int) for frame in frames(folder / "short.mp4")]
    grown = [
        part for part in foot if abs(part[:, 0].mean(axis=0) - (201, 162, 39)).max() < 12
    ]  # gold: the bar is there
    first = next(i for i, part in enumerate(grown) if part.std(axis=(0, 1)).max() < 10)
    assert first <= 5  # the number has left the place where it began
    assert all(part.std(axis=(0, 1)).max() < 10 for part in grown[first:])


def test_a_still_shows_its_stage_and_the_poster_the_play_mark(folder: Path) -> None:
    second, third, fifth, poster = (
        Image.open(folder / f"short{part}.png").convert("RGB") for part in ("-stage-2", "-stage-3", "-stage-5", "")
    )
    start, end = (160, 224), (416, 224)  # the middle of the square before and after its move
    gold = (201, 162, 39)
    assert second.getpixel(start) == third.getpixel(end) == gold
    assert third.getpixel(start) != gold
    assert fifth.getpixel((427, 240)) != poster.getpixel((427, 240)) == (26, 54, 93)


def test_the_clip_is_taken_until_a_fact_changes(folder: Path, ledger: Ledger, change: Callable[..., Ledger]) -> None:
    clip, findings = read_clip("short", ledger, folder, load_theme(THEME), product())
    assert clip is not None
    assert findings == []
    assert clip.movie == folder / "short.mp4"
    value = {**ledger["decode_cache"].value, "speedup": {"unit": "Ratio", "value": 5.96}}
    clip, findings = read_clip(
        "short", change(ledger, "decode_cache", value=value), folder, load_theme(THEME), product()
    )
    assert clip is None
    assert [finding.code for finding in findings] == ["A103"]
