"""What was read of the engine is remembered until a file of it changes."""

from __future__ import annotations

import json

from build.compare.remembered_origins import read_facts


def test_what_is_remembered_is_what_would_be_read(course, tmp_path):
    digests, origins = read_facts(course.course.home, tmp_path)
    assert digests
    assert origins
    assert (digests, origins) == read_facts(course.course.home, tmp_path)
    assert (digests, list(origins)) == (read_facts(course.course.home)[0], list(read_facts(course.course.home)[1]))


def test_an_engine_is_read_once_and_again_when_it_has_changed(course, tmp_path):
    memory = tmp_path / ".memory" / "engine.json"
    read_facts(course.course.home, tmp_path)
    kept = json.loads(memory.read_text())
    kept["value"]["digests"] = {"cache": "as remembered"}
    memory.write_text(json.dumps(kept))
    assert read_facts(course.course.home, tmp_path)[0] == {"cache": "as remembered"}
    course.change("engine/shape.py", "HEADS = 8", "HEADS = 9")
    assert read_facts(course.course.home, tmp_path)[0] == read_facts(course.course.home)[0]
