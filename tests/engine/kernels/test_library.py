"""How the compiled file is made, chosen and done without."""

from __future__ import annotations

import shutil
import sys

import pytest
import torch
from needs import KERNELS

from engine.checkpoint import load
from engine.kernels import compile as setup
from engine.kernels.library import CHOICE, VARIANTS, Kernels, compiled, kernels


@pytest.mark.skipif(shutil.which("g++") is None, reason="g++")
def test_a_file_is_compiled_whole_and_used(tmp_path, monkeypatch, chosen):
    chosen("avx2")
    in_half_the_time = tuple("-O0" if flag == "-O3" else flag for flag in setup.COMPILER)
    monkeypatch.setattr(setup, "COMPILER", in_half_the_time)
    assert setup.build("avx2", tmp_path / "made.so") == ""
    assert Kernels(tmp_path / "made.so").runs_here
    assert [path.name for path in tmp_path.iterdir()] == ["made.so"]


def test_without_a_compiler_set_up_says_so_once_and_goes_on(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    setup.main()
    without = " and ".join(VARIANTS)
    assert capsys.readouterr().err == f"The engine runs without its {without} kernels: g++ is not installed\n"
    assert not any(compiled(variant).exists() for variant in VARIANTS)


def test_a_compiler_that_knows_one_kind_of_processor_compiles_for_that(tmp_path, monkeypatch, capsys):
    compiler = tmp_path / "g++"
    compiler.write_text(
        '#!/bin/sh\ncase "$*" in *avx512*) echo "g++: error: too new" >&2; exit 1;; esac\n'
        'while [ "$1" != -o ]; do shift; done; echo made > "$2"\n'
    )
    compiler.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    setup.main()
    assert capsys.readouterr().err == "The engine runs without its avx512 kernels: g++: error: too new\n"
    assert compiled("avx2").exists()
    assert not compiled("avx512").exists()


def test_an_unknown_choice_of_kernels_is_no_fault_of_a_file(tmp_path, monkeypatch, chosen):
    kernels.cache_clear()
    monkeypatch.setenv(CHOICE, "avx9")
    with pytest.raises(ValueError, match=r"^unknown COURSEWRIGHT_KERNELS 'avx9'"):
        load(tmp_path / "none.gguf")


def test_a_machine_without_the_file_multiplies_with_torch(tmp_path, monkeypatch, chosen):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.delenv(CHOICE, raising=False)
    kernels.cache_clear()
    assert kernels() is None


def test_a_compiler_may_fail_in_any_encoding(tmp_path, monkeypatch):
    compiler = tmp_path / "g++"
    compiler.write_text("#!/bin/sh\nprintf 'g++: error: \\377' >&2; exit 1\n")
    compiler.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert setup.build("avx2", tmp_path / "made.so") == "g++: error: \ufffd"


@pytest.mark.parametrize("damage", [b"", b"no library", "cut short", "libm"])
def test_a_broken_file_is_one_warning_and_torch_multiplies(tmp_path, monkeypatch, chosen, damage):
    whole = compiled("avx2")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    path = compiled("avx2")
    path.parent.mkdir()
    if damage == "cut short":
        if not whole.exists():
            pytest.skip(KERNELS)
        path.write_bytes(whole.read_bytes()[:60_000])
    elif damage == "libm":  # a library, and another one
        found = next(iter(torch.__path__)) + "/lib/libc10.so"
        shutil.copy(found, path)
    else:
        path.write_bytes(damage)
    monkeypatch.setenv(CHOICE, "avx2")
    kernels.cache_clear()
    with pytest.warns(UserWarning, match="cannot be used, so torch multiplies") as told:
        assert kernels() is None
    assert len(told) == 1
    assert "\n" not in str(told[0].message)
    assert kernels() is None


def test_the_name_of_no_kernels_is_refused(monkeypatch, chosen):
    monkeypatch.setenv(CHOICE, "avx")
    kernels.cache_clear()
    with pytest.raises(ValueError, match=r"unknown COURSEWRIGHT_KERNELS 'avx'; did you mean 'avx"):
        kernels()


def test_what_runs_here_is_the_fastest(monkeypatch, chosen):
    monkeypatch.delenv(CHOICE, raising=False)
    kernels.cache_clear()
    here = kernels()
    if here is None:
        pytest.skip(KERNELS)
    able = [variant for variant in VARIANTS if Kernels(compiled(variant)).runs_here]
    assert here.path == compiled(able[0])
