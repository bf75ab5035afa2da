"""Reading the engine ahead: in a process of its own, on which nothing depends."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from build.compare import remembered_origins as known
from build.compare.remembered_origins import know, memory_in, reading_ahead


def never(*_: object, **__: object) -> None:
    raise AssertionError("it was started again")


@pytest.fixture
def root(course, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    return course.root


def test_what_was_read_ahead_is_what_would_be_read_and_is_not_read_again(root, tmp_path, monkeypatch):
    memory = memory_in(tmp_path)
    with reading_ahead(root, memory):
        pass
    expected = know(root)
    assert expected.digests
    assert expected.pieces
    monkeypatch.setattr(known, "_read", never)
    assert know(root, memory) == expected


def test_a_relative_memory_is_where_the_caller_stands(root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with reading_ahead(root, Path("out", "engine.json")):
        pass
    assert (tmp_path / "out" / "engine.json").is_file()


def test_no_process_is_started_where_the_engine_is_remembered(root, tmp_path, monkeypatch):
    memory = memory_in(tmp_path)
    know(root, memory)
    monkeypatch.setattr(subprocess, "Popen", never)
    with reading_ahead(root, memory):
        pass


def test_no_process_is_started_on_one_core(root, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    monkeypatch.setattr(subprocess, "Popen", never)
    with reading_ahead(root, memory_in(tmp_path)):
        pass


def test_an_engine_that_has_changed_is_read_ahead_again(root, tmp_path):
    memory = memory_in(tmp_path)
    know(root, memory)
    module = root / "engine" / "shape.py"
    module.write_text(module.read_text().replace("HEADS = 8", "HEADS = 9"))
    before = memory.read_bytes()
    with reading_ahead(root, memory):
        pass
    assert memory.read_bytes() != before
    assert know(root, memory) == know(root)


@pytest.mark.parametrize("program", ["/no/such/python", "/bin/false"])
def test_a_process_that_does_not_start_or_fails_is_no_fault(root, tmp_path, monkeypatch, program):
    monkeypatch.setattr(known.sys, "executable", program)
    with reading_ahead(root, memory_in(tmp_path)):
        pass
    assert not memory_in(tmp_path).exists()
    assert know(root, memory_in(tmp_path)) == know(root)
