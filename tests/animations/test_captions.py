"""Captions as WebVTT, read again by a library that knows nothing of this one."""

from __future__ import annotations

import html
import io

import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st
from webvtt.models import Timestamp

from animations.captions import Caption, web_vtt

TIMES = st.lists(st.integers(0, 36_000_000), min_size=2, max_size=8, unique=True).map(sorted)
WORDS = st.text(st.sampled_from("ab <>&-\n×é语"), min_size=1).filter(str.strip)


def test_a_film_is_a_cue_a_caption() -> None:
    captions = [Caption("A < B & C --> D.", 0.0, 4.4), Caption("6.0× as fast.", 3661.0, 3662.9996)]
    assert web_vtt(captions) == (
        "WEBVTT\n\n1\n00:00:00.000 --> 00:00:04.400\nA &lt; B &amp; C --&gt; D.\n"
        "\n2\n01:01:01.000 --> 01:01:03.000\n6.0× as fast.\n"
    )


@settings(max_examples=60)
@given(TIMES, st.data())
def test_whatever_is_said_is_read_again(times: list[int], data: st.DataObject) -> None:
    captions = [
        Caption(data.draw(WORDS), start / 1000, end / 1000) for start, end in zip(times[::2], times[1::2], strict=False)
    ]
    read = list(webvtt.from_buffer(io.StringIO(web_vtt(captions))))
    assert [html.unescape(cue.raw_text) for cue in read] == [" ".join(caption.words.split()) for caption in captions]
    spans = [(milliseconds(cue.start_time), milliseconds(cue.end_time)) for cue in read]
    assert spans == list(zip(times[::2], times[1::2], strict=False))


def milliseconds(time: Timestamp) -> int:
    return time.in_seconds() * 1000 + time.milliseconds
