"""What was read of the engine is remembered until a file of it changes."""

from __future__ import annotations

import json

from build.compare.remembered_origins import know, memory_in


def test_what_is_remembered_is_what_would_be_read(course, tmp_path):
    memory = memory_in(tmp_path)
    first = know(course.root, memory)
    assert first.digests
    assert first.pieces
    assert first == know(course.root, memory) == know(course.root)


def test_an_engine_is_read_once_and_again_when_it_has_changed(course, tmp_path):
    memory = memory_in(tmp_path)
    know(course.root, memory)
    kept = json.loads(memory.read_text())
    kept["value"]["digests"] = {"cache": "as remembered"}
    memory.write_text(json.dumps(kept))
    assert know(course.root, memory).digests == {"cache": "as remembered"}
    course.change("engine/shape.py", "HEADS = 8", "HEADS = 9")
    assert know(course.root, memory) == know(course.root)
