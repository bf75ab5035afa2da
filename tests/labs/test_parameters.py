"""What a learner may set: in each lab's own file, within limits, and as flags that its assets take."""

from __future__ import annotations

import pytest

from engine.presets import PRESETS
from engine.units import Bytes, Ratio, Seconds, TokensPerSecond
from labs.again import deck_ledger
from labs.parameters import Parameter, flags_for, read
from labs.steps import LABS, Steps, steps_of
from labs.verdict import DeckNumber, deck_number

SET = [(path.stem, steps) for path in sorted(LABS.glob("*/*.toml")) if (steps := steps_of(path.stem)).parameters]
DAYS = Parameter(name="days", says="Days", flag="--days", least=1, most=9, default=3)
SIZE = Parameter(name="size", says="Size", default="own", choices={"own": [], "big": ["--n", "8"]}, assets=("two",))


def test_the_default_gives_no_flags_and_other_values_those_of_their_assets() -> None:
    assert flags_for("one", {"days": 3, "size": "own"}, [DAYS, SIZE]) == []
    assert flags_for("one", {"days": 4, "size": "big"}, [DAYS, SIZE]) == ["--days", "4"]
    assert flags_for("two", {"days": 4, "size": "big"}, [DAYS, SIZE]) == ["--days", "4", "--n", "8"]


def test_a_terminal_sets_what_a_slide_does() -> None:
    assert read(["days=4"], [DAYS, SIZE]) == {"days": 4, "size": "own"}
    for words, says in {
        "days": "--set 'days' has no '='; write --set name=value",
        "days=x": "days is a whole number from 1 to 9, not 'x'",
        "size=huge": "size is one of own, big, not 'huge'",
        "dayz=4": "no parameter 'dayz'; did you mean 'days'?",
    }.items():
        with pytest.raises(ValueError) as refused:  # noqa: PT011  # its whole message is compared
            read([words], [DAYS, SIZE])
        assert str(refused.value) == says


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"least": 1}, "parameter 'x' needs `least` and `most`, or `choices`"),
        ({"least": 1, "most": 2, "choices": (1,)}, "parameter 'x' needs `least` and `most`, or `choices`"),
        ({"least": 1, "most": 2, "default": 3}, "x is a whole number from 1 to 2, not 3"),
        ({"choices": (1, 2), "flag": ""}, "parameter 'x' needs a `flag`"),
    ],
)
def test_a_parameter_that_cannot_be_is_told(given: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # its whole message is compared
        Parameter(**{"name": "x", "says": "X", "default": 1, "flag": "--x", **given})  # type: ignore[arg-type]
    assert str(refused.value) == says


def test_some_labs_let_a_learner_set_something_and_name_models_that_there_are() -> None:
    assert {lab_id for lab_id, _ in SET} >= {"CH4B-LAB-03", "CH4B-LAB-04", "INF-LAB-02", "INF-LAB-05"}
    for _, steps in SET:
        for parameter in steps.parameters:
            if parameter.name == "model" and isinstance(parameter.choices, dict):
                assert {flags[-1] for flags in parameter.choices.values() if flags} <= {*PRESETS}


@pytest.mark.parametrize(
    ("quantity", "here", "word"),
    [
        (TokensPerSecond(10.0), 9.0, "agrees"),
        (TokensPerSecond(10.0), 8.0, "slower here"),
        (TokensPerSecond(10.0), 12.0, "faster here"),
        (Seconds(1.0), 1.2, "slower here"),
        (Seconds(1.0), 0.5, "faster here"),
        (Ratio(4.0), 5.0, "more here"),
        (Ratio(4.0), 3.0, "less here"),
        (Bytes(1024), 1024.0, "same"),
        (Bytes(1024), 1025.0, "differs"),
    ],
)
def test_a_number_of_here_has_one_word_beside_the_decks(quantity: object, here: float, word: str) -> None:
    assert DeckNumber(fact="f.x", quantity=quantity, measured=True, says="x").word(here) == word  # type: ignore[arg-type]


def test_a_computed_number_is_the_same_or_differs() -> None:
    number = DeckNumber(fact="f.x", quantity=Ratio(4.0), measured=False, says="x")
    assert (number.word(4.0), number.word(4.1)) == ("same", "differs")


@pytest.mark.parametrize(("lab_id", "steps"), SET, ids=[lab_id for lab_id, _ in SET])
def test_what_a_lab_compares_are_numbers_of_the_ledger(lab_id: str, steps: Steps) -> None:
    ledger = deck_ledger()
    assert all(deck_number(compared.fact, ledger) for compared in steps.compared), lab_id
