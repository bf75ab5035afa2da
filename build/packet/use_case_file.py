"""A use case as somebody writes it, in YAML: read, held to its keys, and made the engine's `Needs`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from build.files.yaml_file import Place, YamlError, YamlFile
from build.findings.diagnostic import Diagnostic
from build.findings.suggestion import suggestion
from engine.cost.narrow import linear_shapes
from engine.economics.plans import PLANS
from engine.economics.questions import card_names
from engine.parallel.interconnect import LINKS
from engine.presets import PRESETS, preset
from engine.quoted import quoted
from engine.readiness.needs import Grade, Job, Needs, Offer, Quality

STALE = 365  # days after which a price has to be looked up again
_STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)
_COUNT = "a whole number of 1 or more"
_TIME = "a number of seconds above 0"
_SHARE = "a share above 0 up to 1"
_TEXT = "one text"
_LARGE = 10**9
_MARKUP = re.compile(r"\{\{|\}\}|<[A-Za-z/!]|`|\]\(|^#")


def _plain(said: str) -> str:
    """Words on one line. They go into Markdown, slides and pages, so that markup in them would be read as such."""
    said = " ".join(said.split())
    if found := _MARKUP.search(said):
        raise ValueError(f"plain words belong here, and no {quoted(found.group())}")
    if not said:
        raise ValueError("words belong here")
    return said


Plain = Annotated[str, AfterValidator(_plain)]


class GradeEntry(BaseModel):
    """Answers of a model in so many bits that were graded."""

    model_config = _STRICT
    model: str = Field(description="the name of a model", examples=["llama-3-8b"])
    bits: int = Field(description="16, 8 or 4", examples=["16"])
    right: int = Field(ge=0, le=_LARGE, description="a whole number", examples=["140"])
    of: int = Field(ge=1, le=_LARGE, description=_COUNT, examples=["150"])


class QualityEntry(BaseModel):
    """What is right, how often it must be, and what was graded."""

    model_config = _STRICT
    bar: Plain = Field(description=_TEXT, examples=["the customer need not ask again"])
    share: float = Field(gt=0, le=1, description=_SHARE, examples=["0.9"])
    answers: int = Field(ge=1, le=_LARGE, description=_COUNT, examples=["150"])
    grades: list[GradeEntry] = Field([], description="a list of grades")


class CardEntry(BaseModel):
    """Cards that can be had."""

    model_config = _STRICT
    card: str = Field(description="the name of a card", examples=["a100-80gb-sxm"])
    price: float = Field(ge=0, le=_LARGE, description="a price of one card for an hour", examples=["1.64"])
    source: Plain = Field(description="where the price is from", examples=["an offer of 1 May 2026"])
    day: date = Field(description="the day of the price", examples=["2026-05-01"])
    cards: int = Field(1, ge=1, le=100_000, description=_COUNT, examples=["8"])
    link: str | None = Field(None, description="the name of what joins cards", examples=["nvlink-4"])
    ours: bool = Field(False, description="yes or no", examples=["yes"])


class JobEntry(BaseModel):
    """So many requests in so many hours."""

    model_config = _STRICT
    requests: int = Field(ge=1, le=_LARGE, description=_COUNT, examples=["50000"])
    hours: float = Field(gt=0, le=_LARGE, description="a number of hours above 0", examples=["8"])


class UseCaseFile(BaseModel):
    """The keys of a use case."""

    model_config = _STRICT
    name: Plain = Field(description=_TEXT, examples=["Support chat"])
    users: int = Field(1, ge=1, le=100_000, description=_COUNT + " up to 100,000", examples=["40"])
    prompt: int = Field(ge=1, le=10**7, description=_COUNT, examples=["1500"])
    answer: int = Field(ge=1, le=10**6, description=_COUNT, examples=["300"])
    shared: int | None = Field(None, ge=0, description="a whole number", examples=["900"])
    first_token: float = Field(gt=0, le=_LARGE, description=_TIME, examples=["1.0"])
    each_token: float = Field(gt=0, le=_LARGE, description=_TIME, examples=["0.05"])
    job: JobEntry | None = Field(None, description="requests and hours", examples=["{requests: 50000, hours: 8}"])
    private: bool = Field(False, description="yes or no", examples=["yes"])
    budget: float | None = Field(None, gt=0, le=_LARGE, description="money a month", examples=["3000"])
    currency: Plain = Field("$", max_length=4, description="a sign of money", examples=["€"])
    utilisation: float = Field(1.0, gt=0, le=1, description=_SHARE, examples=["0.4"])
    reserve: float = Field(0.1, ge=0, lt=1, description="a share from 0 up to 1", examples=["0.1"])
    models: list[str] = Field(min_length=1, description="a list of models", examples=["[llama-3-8b]"])
    cards: list[CardEntry] = Field(min_length=1, description="a list of cards")
    quality: QualityEntry = Field(description="a bar with its share and number of answers")
    acceptance: float | None = Field(None, ge=0, le=1, description="a share from 0 to 1", examples=["0.8"])
    spare: Plain = Field("", description=_TEXT, examples=["the night shift rents a second card"])
    today: Plain = Field("", description=_TEXT, examples=["Stay with the search page"])


def read_use_case(path: Path, today: date) -> tuple[Needs, list[Diagnostic]]:
    """A use case, and what is told about it though it can be. Raises YamlError with all that cannot be."""
    file = YamlFile(path, what="use case")
    said = file.held_to(UseCaseFile)
    if wrong := [*_unknown(file, said), *_impossible(file, said, today)] or [*_uncounted(file, said)]:
        raise YamlError(wrong)
    try:
        needs = _needs(said)
    except ValueError as error:
        place: Place = next(((key,) for key in ("shared", "cards", "users") if key in str(error)), ("name",))
        hint = (
            "mark one of them 'ours: yes'"
            if "ours" in str(error)
            else "correct this number, or those that it goes with"
        )
        raise YamlError([file.finding("U102", place, str(error), hint)]) from None
    old = [
        file.finding(
            "U301", ("cards", at, "day"), f"the price of {card.card} is {(today - card.day).days} days old",
            "look it up, and write today's",
        )
        for at, card in enumerate(said.cards)
        if (today - card.day).days > STALE
    ]  # fmt: skip
    return needs, old


def _unknown(file: YamlFile, said: UseCaseFile) -> list[Diagnostic]:
    """Names that nobody knows."""
    named: list[tuple[Place, str, str, tuple[str, ...]]] = []
    named += [(("models", at), "model", name, PRESETS) for at, name in enumerate(said.models)]
    for at, card in enumerate(said.cards):
        named.append((("cards", at, "card"), "card", card.card, card_names()))
        named += [(("cards", at, "link"), "link", card.link, LINKS)] if card.link else []
    for at, grade in enumerate(said.quality.grades):
        named.append((("quality", "grades", at, "model"), "model", grade.model, PRESETS))
        named.append((("quality", "grades", at, "bits"), "bits", str(grade.bits), _BITS))
    return [
        file.finding(
            "U102", place, f"unknown {what} '{name}'", suggestion(name, known, f"there are: {', '.join(known)}")
        )
        for place, what, name, known in named
        if name not in known
    ]


def _uncounted(file: YamlFile, said: UseCaseFile) -> Iterator[Diagnostic]:
    """Grades in bits whose scales no formula of ours counts for their model."""
    scaled = {plan.bits for plan in PLANS if plan.group}
    for at, grade in enumerate(said.quality.grades):
        if grade.bits not in scaled:
            continue
        try:
            linear_shapes(preset(grade.model))
        except ValueError as error:
            yield file.finding(
                "U102", ("quality", "grades", at, "bits"), f"{grade.model} in {grade.bits} bits: {error}",
                "leave this grade out, or grade another model",
            )  # fmt: skip


def _impossible(file: YamlFile, said: UseCaseFile, today: date) -> Iterator[Diagnostic]:
    """Values that no others allow."""
    for at, card in enumerate(said.cards):
        if card.day > today:
            message = f"the price of {card.card} is of {card.day.isoformat()}, which has not come"
            yield file.finding("U102", ("cards", at, "day"), message, "write the day on which it was looked up")
    graded: set[tuple[str, int]] = set()
    for at, grade in enumerate(said.quality.grades):
        place: Place = ("quality", "grades", at)
        if grade.right > grade.of:
            message = f"'right' is {grade.right}, and only {grade.of} were graded"
            yield file.finding("U102", (*place, "right"), message, f"write at most 'right: {grade.of}'")
        if (grade.model, grade.bits) in graded:
            message = f"{grade.model} in {grade.bits} bits is graded twice"
            yield file.finding("U102", place, message, "keep one, with all its answers")
        graded.add((grade.model, grade.bits))


_BITS = tuple(dict.fromkeys(str(plan.bits) for plan in PLANS))


def _needs(said: UseCaseFile) -> Needs:
    quality = said.quality
    return Needs(
        name=said.name, users=said.users, prompt=said.prompt, answer=said.answer, shared=said.shared,
        first=said.first_token, token=said.each_token, private=said.private, budget=said.budget,
        currency=said.currency, utilisation=said.utilisation, reserve=said.reserve, models=tuple(said.models),
        acceptance=said.acceptance, spare=said.spare, today=said.today,
        job=Job(requests=said.job.requests, hours=said.job.hours) if said.job else None,
        offers=tuple(
            Offer(
                card=card.card, price=card.price, source=f"{card.source}, {card.day:%-d %b %Y}", cards=card.cards,
                link=card.link, ours=card.ours,
            )
            for card in said.cards
        ),
        quality=Quality(
            bar=quality.bar, share=quality.share, answers=quality.answers,
            grades=tuple(Grade(model=g.model, bits=g.bits, right=g.right, of=g.of) for g in quality.grades),
        ),
    )  # fmt: skip
