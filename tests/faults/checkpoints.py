"""Damaged checkpoints: whole ones with a fault somewhere, each given to `coursewright generate` in its own process.

Every try must end in an answer, or in exit code 2 and one line, within seconds.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import resource
import shutil
import signal
import struct
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from outcome import Outcome
from whole import tiny_checkpoints

NAME = "damaged checkpoints"
TRIES = 500
SECONDS = 20
MEMORY = 8 << 30

DEEP = "[" * 100_000
VALUES: tuple[Any, ...] = (
    0, -1, 1, 3, 7, 2**31, 2**63, 2**64, 10**30, -(10**30), 0.0, -1.5, 1e-40, 1e300, float("nan"), float("inf"), True,
    False, None, "", "x", "\ud800", "\0", "../x", "x" * 5000, [], [0], [-1, 5], [5, -1], ["a", 1], [[[[1]]]], {},
    {"a": 1}, {"content": 7}, [None], "1e5", "{{ 1 / 0 }}",
)  # fmt: skip
TEMPLATES = (
    "{{ 1 / 0 }}", "{% for %}", "{{ x.y.z }}", "{{ messages + 1 }}", "{{ 'a' * 10000000000 }}", "{{ ''.__class__ }}",
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "{{ raise_exception('no') }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{{ 9 ** 9 ** 9 }}", "{{ '%99999999999d' % 1 }}", "{{ " * 5000,
    "{% set ns = namespace(a='aa') %}{% for i in range(60) %}{% set ns.a = ns.a * 2 %}{% endfor %}{{ ns.a }}",
    "{{ '{:>99999999999}'.format(1) }}", "{{ '\\ud800' }}", "", "{{ lipsum(n=99999) }}", "{% include 'x' %}",
    "{{ strftime_now(7) }}", "{{ messages * 99999999 }}",
    "{{ (" * 3000 + "1" + ") }}" * 3000, "{{ messages[9].content }}", "{{ undefined_thing() }}", "{{ 1 | nothing }}",
)  # fmt: skip


def run(seed: int, tries: int = TRIES) -> Outcome:
    """Damages `tries` copies, kind after kind, and counts what became of them. Prints each that ended wrongly."""
    dice = random.Random(seed)
    app = _loaded_once()

    counts = {"passed": 0, "refused": 0, "tracebacks": 0, "hangs": 0}
    with tempfile.TemporaryDirectory() as place:
        whole = tiny_checkpoints.write_all(Path(place) / "whole")
        for path in whole:
            if (ended := _answered(app, path, Path(place))) != ("passed", ""):
                raise RuntimeError(f"the whole checkpoint {path.name} does not run: {ended}")
        for number in range(tries):
            source = whole[number % len(whole)]
            damaged = Path(place) / "damaged" / source.name
            shutil.rmtree(damaged.parent, ignore_errors=True)
            (shutil.copytree if source.is_dir() else _copy)(source, damaged)
            did = _damage(damaged, dice)
            ended, said = _answered(app, damaged, Path(place))
            counts[ended] += 1
            if ended in ("tracebacks", "hangs"):
                print(f"{ended}: {source.name}, {did}: {said[:400]} … {said[-1000:]}", file=sys.stderr)
    return Outcome(NAME, tries, **counts)


def _loaded_once() -> Callable[..., Any]:
    """The command line, and before the first fork all that its processes would load each for itself."""
    for module in ("engine.reply", "engine.pretrained", "engine.families.gguf", "engine.checkpoint_files.tokenizer"):
        importlib.import_module(module)
    return importlib.import_module("coursewright").app


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True)
    shutil.copy(source, target)


def _answered(app: Callable[..., Any], model: Path, place: Path) -> tuple[str, str]:
    """How the command ends on a checkpoint, and what it says where that is wrong."""
    said = place / "said"
    child = os.fork()
    if child == 0:
        out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 2)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        try:
            app(["generate", "hi <|im_end|>", "--model", str(model), "--max-new-tokens", "2"])
        except SystemExit as ended:
            os._exit(ended.code if isinstance(ended.code, int) else 1)
        except BaseException:
            sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
            sys.stderr.flush()
        os._exit(1)
    until = time.monotonic() + SECONDS
    while (done := os.waitpid(child, os.WNOHANG)) == (0, 0):
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return "hangs", ""
        time.sleep(0.005)
    code, text = os.waitstatus_to_exitcode(done[1]), said.read_text(encoding="utf-8", errors="replace").strip()
    if code == 0 and not text:
        return "passed", ""
    one_line = bool(text) and "\n" not in text and "Traceback" not in text and len(text) < 2000
    return ("refused", "") if code == 2 and one_line else ("tracebacks", f"exit {code}: {text}")


# ---- damage -----------------------------------------------------------------------------------------------
def _damage(path: Path, dice: random.Random) -> str:
    """Does something to one file of a checkpoint, and says what."""
    if path.is_file():
        return (
            dice.choice((_numbers_in_front, _bytes, _cut))(path, dice) if dice.random() < 0.5 else _gguf_key(path, dice)
        )
    file = dice.choice(sorted(path.iterdir()))
    if file.suffix == ".json":
        return dice.choice((_json, _json, _json, _json, _text, _cut, _gone))(file, dice)
    if file.suffix == ".jinja":
        file.write_text(template := dice.choice(TEMPLATES), encoding="utf-8")
        return f"template {template[:60]}"
    return dice.choice((_header, _header, _header, _header, _bytes, _cut, _numbers_in_front, _gone))(file, dice)


def _json(file: Path, dice: random.Random) -> str:
    """Another value somewhere, or one entry less."""
    data = json.loads(file.read_text(encoding="utf-8"))
    did = _change(data, dice)
    file.write_text(json.dumps(data), encoding="utf-8")
    return f"{file.name} {did}"


def _change(data: Any, dice: random.Random) -> str:
    at, trail = data, []
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            return "left as it is"
        key = dice.choice(keys)
        trail.append(str(key))
        if isinstance(at[key], (dict, list)) and at[key] and dice.random() < 0.7:
            at = at[key]
            continue
        if dice.random() < 0.2:
            del at[key]
            return f"{'.'.join(trail)} gone"
        at[key] = dice.choice(VALUES)
        return f"{'.'.join(trail)}={at[key]!r:.80}"


def _text(file: Path, dice: random.Random) -> str:
    text = dice.choice((DEEP, '{"a":' * 100_000, "", "7", "null", "[]", "\0", '{"a": 1, "a": 2}', "9" * 5000))
    file.write_text(text, encoding="utf-8")
    return f"{file.name} is {text[:20]!r}"


def _header(file: Path, dice: random.Random) -> str:
    """Another header of a safetensors file, before the same tensors."""
    data = file.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    did, new = "", ""
    if dice.random() < 0.2:
        new = dice.choice(
            (DEEP, "[]", "{}", "7", '{"a": {}, "a": {}}', json.dumps(header)[:-1] + ',"x":' + '{"a":' * 90_000)
        )
        did = f"header {new[:30]}"
    elif dice.random() < 0.3:
        one, other = dice.choices([name for name in header if name != "__metadata__"], k=2)
        header[one]["data_offsets"] = header[other]["data_offsets"]
        did = f"{one} lies where {other} does"
    else:
        did = _change(header, dice)
    written = (new or json.dumps(header)).encode()
    file.write_bytes(struct.pack("<Q", len(written)) + written + data[8 + length :])
    return f"{file.name} {did}"


def _bytes(file: Path, dice: random.Random) -> str:
    data = bytearray(file.read_bytes())
    places = [dice.randrange(min(len(data), dice.choice((64, 2000, len(data))))) for _ in range(dice.randint(1, 8))]
    for place in places:
        data[place] = dice.randrange(256)
    file.write_bytes(data)
    return f"{file.name} bytes {places}"


def _numbers_in_front(file: Path, dice: random.Random) -> str:
    """A length, count or offset that cannot be."""
    data = bytearray(file.read_bytes())
    place = dice.randrange(min(len(data) - 8, dice.choice((32, 4000))))
    value = dice.choice((0, 1, 2**31, 2**32 - 1, 2**40, 2**63, 2**64 - 1))
    data[place : place + 8] = struct.pack("<Q", value)
    file.write_bytes(data)
    return f"{file.name} {value} at {place}"


def _cut(file: Path, dice: random.Random) -> str:
    data = file.read_bytes()
    kept = dice.randrange(len(data) + 1)
    file.write_bytes(data[:kept])
    return f"{file.name} cut at {kept}"


def _gone(file: Path, dice: random.Random) -> str:
    file.unlink()
    kind = dice.choice(("nothing", "a folder", "a pipe", "a device"))
    if kind == "a folder":
        file.mkdir()
    elif kind == "a pipe":
        os.mkfifo(file)
    elif kind == "a device":
        file.symlink_to("/dev/zero")
    return f"{file.name} is {kind}"


def _gguf_key(file: Path, dice: random.Random) -> str:
    """One key otherwise, in a file that is whole but for that."""
    keys = tiny_checkpoints.gguf_keys(sentencepiece="spm" in file.name)
    key = dice.choice(sorted(keys))
    if dice.random() < 0.3:
        del keys[key]
        did = f"{key} gone"
    else:
        keys[key] = dice.choice([value for value in VALUES if tiny_checkpoints.gguf_can_say(value)])
        did = f"{key}={keys[key]!r:.80}"
    tiny_checkpoints.write_gguf(file, keys)
    return did
