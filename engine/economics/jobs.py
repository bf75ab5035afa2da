"""A batch job beside a service that somebody waits for: how much cheaper its tokens are, and why.

A job fills the memory with requests and the hours with work; a service holds as few requests as its delay allows and
stands idle while nobody asks. The two reasons multiply: (rate of the job / rate) · (its utilisation / utilisation).
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.economics.money import card_seconds
from engine.economics.pace import Load, Pace, largest, pace
from engine.economics.setup import Setup
from engine.units import Ratio


@dataclass(frozen=True, kw_only=True)
class Cheaper:
    """Both, and the factors by which a job's token is cheaper: by busier hours, by more requests at once, by both."""

    service: Pace
    job: Pace
    by_utilisation: Ratio
    by_batch: Ratio
    together: Ratio


def cheaper(setup: Setup, load: Load, *, batch: int, utilisation: float, job_utilisation: float) -> Cheaper:
    """A job of as many requests as fit against a service of `batch`. Raises ValueError if those do not fit."""
    service, job = fitting(setup, load, batch), pace(setup, load, fit(setup, load))
    dear, cheap = (
        card_seconds(service.rate, utilisation=utilisation),
        card_seconds(job.rate, utilisation=job_utilisation),
    )
    return Cheaper(
        service=service,
        job=job,
        by_utilisation=Ratio(job_utilisation / utilisation),
        by_batch=Ratio(job.rate / service.rate),
        together=Ratio(dear / cheap),
    )


def fitting(setup: Setup, load: Load, batch: int) -> Pace:
    """The pace of a batch that fits. Raises ValueError for one that does not, with the largest that does."""
    if batch > fit(setup, load):
        raise ValueError(f"batch={batch} requests of {load.length} tokens do not fit; {fit(setup, load)} do")
    return pace(setup, load, batch)


def fit(setup: Setup, load: Load) -> int:
    """Requests that fit, one at least. Raises ValueError if none does."""
    found = int(largest(setup, load))
    if not found:
        raise ValueError(f"not one request of {load.length} tokens fits on {setup.cards} × {setup.card.name}")
    return found
