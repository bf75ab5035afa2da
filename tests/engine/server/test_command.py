"""`coursewright serve` and `load`, as somebody types them: what is missing or wrong is one sentence, and exit 2."""

import errno
import math
import shutil
import socket

import pytest
from command_line import ROOT, coursewright
from tiny_server import running, tiny_model

from build.findings.file_messages import error_text
from engine.server.start import Settings, blocks_in, serve, server_of


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


@pytest.mark.parametrize(
    ("memory", "told"),
    [(math.nan, "^nan bytes hold no block"), (math.inf, "^inf GiB for the cache; this"), (1e300, "GiB in all$")],
)
def test_memory_that_nobody_has_is_refused(build, memory, told):
    with pytest.raises(ValueError, match=told):
        blocks_in(memory, build())


def test_a_folder_that_cannot_keep_files_and_jobs_is_told(tmp_path):
    def told(data):
        with pytest.raises((ValueError, OSError)) as caught:
            server_of(tiny_model(), "tiny", data=data, n_blocks=8)
        return error_text(caught.value)

    (tmp_path / "file").touch()
    assert told(tmp_path / "file") == f"{tmp_path}/file: a folder belongs here, and what is there is none"
    kept = tmp_path / "damaged" / "serve.sqlite3"
    kept.parent.mkdir()
    kept.write_text("A letter, and no database. " * 100)
    assert told(kept.parent) == f"{kept}: file is not a database"
    (tmp_path / "folder" / "serve.sqlite3").mkdir(parents=True)
    assert told(tmp_path / "folder") == f"{tmp_path}/folder/serve.sqlite3: unable to open database file"


def test_two_servers_do_not_share_a_folder_and_its_jobs(tmp_path):
    with (
        running(tmp_path),
        pytest.raises(ValueError, match=r"serve.sqlite3 is in use; every server needs a folder of its own for its"),
        running(tmp_path),
    ):
        pass
    with running(tmp_path) as again:  # as soon as the first has ended
        assert again.client().models.list().data
