"""`coursewright serve` and `load`, as somebody types them: what is missing or wrong is one sentence, and exit 2."""

import errno
import shutil
import socket

import pytest
from command_line import ROOT, coursewright

from engine.server.start import Settings, blocks_in, serve


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--limit", "itl=1"], "'itl' is no limit of a call; ttft, tpot and e2el are, as in ttft=0.5\n"),
        (["--rate", "0"], "rate=0.0 is not above 0\n"),
        (["--clients", "0"], "0 clients ask nothing; 1 or more are needed\n"),
        (["--file", "none.jsonl"], "none.jsonl: No such file or directory\n"),
    ],
)
def test_what_is_wrong_with_a_load_is_one_sentence_before_anything_is_done(arguments, told, tmp_path):
    done = coursewright("load", *arguments, folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


def test_where_nobody_answers_that_is_said(tmp_path):
    done = coursewright("load", "--base-url", "http://127.0.0.1:9/v1", "--n", "3", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("http://127.0.0.1:9/v1/completions: ConnectError")


@pytest.mark.parametrize(("command", "module"), [("serve", "fastapi"), ("load", "httpx2")])
def test_what_is_not_installed_is_told_with_what_installs_it(command, module, tmp_path):
    for name in ("coursewright.py", "Makefile", "course.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for room in ("build", "engine"):
        (tmp_path / room).symlink_to(ROOT / room)
    (tmp_path / f"{module}.py").write_text(f"raise ModuleNotFoundError(name={module!r})\n")
    done = coursewright(command, root=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{module} is not installed\n  hint: make setup\n")


def test_a_port_that_is_taken_is_told_before_a_model_is_loaded(tmp_path):
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(OSError, match="Address already in use") as told,
    ):
        serve(Settings(model="none", data=tmp_path, port=taken.getsockname()[1]), print)
    assert told.value.errno == errno.EADDRINUSE


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"model": "smollm2"}, "unknown pretrained model 'smollm2'; did you mean 'smollm2-135m'?"),
        ({"dtype": "fp64"}, "unknown dtype to run in 'fp64'"),
    ],
)
def test_a_model_that_cannot_be_served_is_told(changes, told, tmp_path):
    with pytest.raises(ValueError, match=told):
        serve(Settings(**{"model": "smollm2-135m", "data": tmp_path, "port": 0, **changes}), print)


def test_memory_gives_the_blocks_that_the_cache_then_takes(build):
    model = build()  # 2 layers of 2 heads, 8 wide, keys and values, in fp32
    assert blocks_in(10_000, model) == 10_000 // (16 * 2 * 2 * 2 * 8 * 4)
    with pytest.raises(ValueError, match=r"^100 bytes hold no block of 16 tokens, which needs 4,096$"):
        blocks_in(100, model)
