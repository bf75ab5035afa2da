"""What a fact goes through is found in the source alone, whichever way it is imported."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from build.compare.origins import key_of, origins, reached
from build.compare.outline import outline
from engine.home import Home
from engine.syntax import binds

FACTS = "engine/facts/all.py"
FACT, OTHER = key_of(FACTS, "fact"), key_of(FACTS, "other")


def home_in(root: Path) -> Home:
    """An engine below a folder."""
    return Home(root=root, ledger=root / "facts.json")


def outlined(source: str):
    """The form and the literals of one statement."""
    (statement,) = ast.parse(source).body
    (name,) = binds(statement)
    return outline([statement], name)


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("HEADS = 8", {"HEADS": "8"}),
        ("SIZES: tuple[int, ...] = (1, 2)", {"SIZES": "(1, 2)"}),
        ("BYTES = MappingProxyType({'bf16': 2, 'int4': 0.5})", {"bf16": "2", "int4": "0.5"}),
        ("def f(a, b=2, *, c=-3): return a * 4", {"b": "2", "c": "-3", "f": "4"}),
        ("def f(): return Table(heads=Count(32), saved=Ratio(1 - x))", {"heads": "32", "saved": "1"}),
        ("def f(): return size(preset('small'), seq_len=4096)", {"preset": "small", "seq_len": "4096"}),
        ("M = B.replace(d_ff=24, layers=('a',) * 5)", {"d_ff": "24", "layers": "(a)", "layers#2": "5"}),
        ("KIND = Literal['a', 'b']", {}),
        ("def f(x):\n 'says 3'\n if x: raise ValueError('no more than 4')", {}),
        ("def f(t): return t['speedup'] > 1", {"f": "1"}),
        ("class Shape:\n    rope_base: float = 10000.0", {"rope_base": "10000.0"}),
    ],
)  # fmt: skip
def test_each_literal_has_the_name_that_people_know_it_by(source, values):
    assert outlined(source)[1] == values


def test_a_literal_is_apart_from_the_form_and_all_that_does_nothing_is_in_neither():
    before = outlined("def f(x, *, n=2):\n    return x * n + 3")
    assert outlined("def f(x, *, n=4):\n    # why\n    return x * n + 5")[0] == before[0]
    assert outlined("def f(x: int, *, n: int = 2) -> int:\n    'What.'\n    return x * n + 3") == before
    assert outlined("def f(x, *, n=2):\n    return x + n + 3")[0] != before[0]
    assert outlined("def f(x, *, m=2):\n    return x * m + 3")[0] != before[0]


def test_a_long_text_is_known_by_its_beginning():
    (_, before), (_, after) = outlined(f"TEXT = '{'a' * 999}'"), outlined(f"TEXT = '{'a' * 998}b'")
    assert before["TEXT"].startswith("a" * 60 + "… (")
    assert len(before["TEXT"]) < 80
    assert before != after


@pytest.mark.parametrize(
    "used",
    [
        "from engine.shape import HEADS\n\n\ndef fact(): return HEADS",
        "from engine.shape import HEADS as n\n\n\ndef fact(): return n",
        "from engine import shape\n\n\ndef fact(): return shape.HEADS",
        "import engine.shape as s\n\n\ndef fact(): return s.HEADS",
        "from ..shape import HEADS\n\n\ndef fact(): return HEADS",
        "from engine.shape import *\n\n\ndef fact(): return HEADS",
        "def fact():\n    from engine.shape import HEADS\n    return HEADS",
        "def fact():\n    return load('engine.shape').HEADS",
        "from engine.again import HEADS\n\n\ndef fact(): return HEADS",
        "from engine.shape import HEADS\n\nTWICE = 2 * HEADS\n\n\ndef fact(): return TWICE",
    ],
)
def test_a_constant_is_found_whichever_way_it_is_imported(tmp_path, used):
    write(
        tmp_path,
        {"shape.py": "HEADS = 8\nOTHER = 9\n", "again.py": "from engine.shape import HEADS\n", "facts/all.py": used},
    )
    found = origins(home_in(tmp_path), [FACT])
    assert found["engine/shape.py::HEADS"].values == {"HEADS": "8"}
    assert "engine/shape.py::HEADS" in reached(found.get, [FACT])


def test_only_what_a_fact_uses_is_behind_it_and_the_nearest_comes_first(tmp_path):
    used = "from engine.shape import HEADS\n\nA = HEADS\nB = 3\n\n\ndef fact(): return A\n\n\ndef other(): return B"
    write(tmp_path, {"shape.py": "HEADS = 8\nOTHER = 9\n", "facts/all.py": used})
    found = origins(home_in(tmp_path), [FACT, OTHER])
    assert list(reached(found.get, [FACT])) == [FACT, key_of(FACTS, "A"), "engine/shape.py::HEADS"]
    assert list(reached(found.get, [OTHER])) == [OTHER, key_of(FACTS, "B")]


def test_imports_in_a_circle_and_files_that_are_not_python_end(tmp_path):
    files = {
        "a.py": "from engine.b import X\n",
        "b.py": "from engine.a import X\n",
        "bad.py": "def (:\n",
        "facts/all.py": "from engine.a import X\nfrom engine.bad import Y\n\n\ndef fact(): return X + Y",
    }
    write(tmp_path, files)
    assert list(origins(home_in(tmp_path), [FACT, key_of(FACTS, "gone"), "nowhere.py::x"])) == [FACT]


def test_a_data_file_is_taken_entry_by_entry_or_as_a_whole(tmp_path):
    files = {
        "data/models.yaml": "small: {n_heads: 4, mla: {rank: 2}, source: x}\nbig: {like: small, n_heads: 8}\n",
        "data/text.txt": "words",
        "facts/all.py": "def fact(): return preset('big'), read('text.txt')",
    }
    write(tmp_path, files)
    found = origins(home_in(tmp_path), [FACT])
    models, text = "engine/data/models.yaml", "engine/data/text.txt"
    assert list(reached(found.get, [FACT])) == [
        FACT,
        f"{models}::big",
        f"{text}::",
        f"{models}::small",
    ]
    assert found[f"{models}::small"].values == {"n_heads": "4", "mla.rank": "2", "source": "x"}
    form = found[f"{text}::"].form
    write(tmp_path, {"data/text.txt": "other words"})
    assert origins(home_in(tmp_path), [FACT])[f"{text}::"].form != form


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in {"__init__.py": "", "facts/__init__.py": "", **files}.items():
        path = root / "engine" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
