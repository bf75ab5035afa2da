"""What a slide asks of a lab: what may be set in it, and one run of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from build.findings.diagnostic import Span
from build.spec.deck import Anchor, Text, Words
from labs import predict, runner
from labs.again import deck_ledger
from labs.fork import start_forked
from labs.parameters import Parameter, Setting, checked
from labs.steps import Steps, steps_of
from labs.tell import tell
from labs.verdict import AGREES_WITHIN, deck_number
from labs.words import filled, shown


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A run of a lab that may begin."""

    anchor: Anchor
    steps: Steps
    parameters: Mapping[str, Setting]
    guesses: tuple[str, ...]

    @property
    def as_the_deck(self) -> bool:
        """Whether it is set as the deck's own run was."""
        return all(self.parameters[parameter.name] == parameter.default for parameter in self.steps.parameters)

    def run(self) -> int:
        """Run it in this process, and tell what comes. Exit code 0 where all agrees, 1 where not, 2 where
        an asset stopped."""
        print(f"{self.anchor.id}: {self.anchor.objective.plain}", flush=True)
        predict.keep(self.anchor.id, self.guesses)
        done = runner.run(
            self.anchor, self.steps, os.environ, say=sys.stdout, values=self.parameters, start=start_forked
        )
        tell({"done": {"guesses": [*predict.compared(self.steps, self.guesses)]}})
        return 2 if done.stopped else 0 if done.agrees else 1


def wanted(request: Mapping[str, Any]) -> Asked:
    """What a request asks for. Raises ValueError with the reason for what may not be."""
    lab_id = request["lab"]
    steps = steps_of(lab_id)
    if steps.gates:
        raise ValueError(f"{lab_id} is a path over other labs; go it in a terminal: coursewright lab {lab_id}")
    objective = Text((Words(text=request.get("objective", "")),))
    anchor = Anchor(id=lab_id, assets=tuple(request["assets"]), objective=objective, prerequisites=(), span=Span())
    parameters = checked(request.get("parameters") or {}, steps.parameters)
    return Asked(anchor=anchor, steps=steps, parameters=parameters, guesses=tuple(request.get("guess") or ()))


def limits(lab_id: str) -> dict[str, int]:
    """Seconds and bytes that a run of the lab may take."""
    return asdict(steps_of(lab_id).limits)


def described(lab_id: str) -> dict[str, Any]:
    """What a page needs to ask for a run: questions, parameters with their limits, and the numbers that will come."""
    steps, ledger = steps_of(lab_id), deck_ledger()
    numbers = [(deck_number(compared.fact, ledger), compared.says) for compared in steps.compared]
    return {
        "path": bool(steps.gates),
        "limits": limits(lab_id),
        "within": AGREES_WITHIN,
        "predict": [
            {
                "question": filled(prediction.question, ledger),
                "fact": prediction.answer.partition("|")[0].strip(),
                "unit": _unit(shown(prediction.answer, ledger).text),
            }
            for prediction in steps.predict
        ],
        "parameters": [_as_data(parameter) for parameter in steps.parameters],
        "expects": [
            {"fact": number.fact, "says": says or number.says, "deck": str(number.quantity)}
            for number, says in numbers
            if number
        ],
    }


def _as_data(parameter: Parameter) -> dict[str, Any]:
    names = ("name", "says", "default", "least", "most")
    return {**{name: getattr(parameter, name) for name in names}, "choices": [*parameter.choices]}


def _unit(text: str) -> str:
    """What stands behind a number: `×` of `4.6×`."""
    return text.lstrip("-−≈~ 0123456789.,").strip()
