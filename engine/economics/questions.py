"""What serving a model costs, as plain numbers: the questions of the command line's `estimate` that are about money.

Raises ValueError, with the reason, for what cannot be. Times, bytes and rates are in the base of their unit.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import yaml

from engine.economics.jobs import cheaper, fitting
from engine.economics.money import card_seconds, cost, shares
from engine.economics.pace import Load, Pace, largest, pace
from engine.economics.service import Service, of_service
from engine.economics.setup import Setup
from engine.estimate import check_length, plain, shape
from engine.presets import DATA, hardware
from engine.sweep import Answer, swept


@swept
@of_service
def tokens(
    model: str,
    service: Service,
    *,
    price: float,
    seq_len: int | None = None,
    new_tokens: int | None = None,
    rate: float | None = None,
    utilisation: float = 1.0,
    batch: int | None = None,
    limit: float | None = None,
    **changes: Any,
) -> Answer:
    """What a million new tokens cost where a card costs `price` an hour and works for a share `utilisation` of it.

    At a measured `rate`, tokens a second of all cards together; or at most, by the roofline, for prompts of `seq_len`
    and answers of `new_tokens`: of `batch` requests at once, or of all that fit and, with a `limit`, get each token
    within so many seconds.
    """
    if rate is not None:
        load_named = any(given is not None for given in (seq_len, new_tokens, batch, limit))
        if load_named or service != Service(cards=service.cards):
            raise ValueError(
                "a measured --rate is of one load on known cards; only how many and how busy stand beside it"
            )
        shape(model, **changes)
        return {"model": model, **_bill(price, card_seconds(rate, utilisation=utilisation, cards=service.cards), rate)}
    if seq_len is None or new_tokens is None:
        raise ValueError("what a token costs needs --seq-len and --new-tokens, or a measured --rate")
    served = service.setup(model, changes)
    load = _load(served, model, seq_len, new_tokens, service.shared)
    found = _chosen(served, load, batch, limit)
    bill = _bill(price, card_seconds(found.rate, utilisation=utilisation, cards=service.cards), found.rate)
    of_prompt, of_new = shares(found, load)
    return {
        **_told(served, model, load),
        "utilisation": utilisation,
        "price": price,
        **_pace(found),
        **bill,
        "cost_of_new": bill["cost"] * of_new,
        "cost_of_prompt": bill["cost"] * of_prompt * load.new_tokens / load.prompt,
    }


@swept
@of_service
def offline(
    model: str,
    service: Service,
    *,
    seq_len: int,
    new_tokens: int,
    batch: int,
    utilisation: float,
    job_utilisation: float,
    **changes: Any,
) -> Answer:
    """How much cheaper a batch job's token is than that of a service with `batch` requests at once, and why."""
    served = service.setup(model, changes)
    load = _load(served, model, seq_len, new_tokens, service.shared)
    found = cheaper(served, load, batch=batch, utilisation=utilisation, job_utilisation=job_utilisation)
    return {
        **_told(served, model, load),
        "utilisation": utilisation,
        "job_utilisation": job_utilisation,
        **_pace(found.service),
        **{f"job_{name}": value for name, value in _pace(found.job).items()},
        "by_utilisation": float(found.by_utilisation),
        "by_batch": float(found.by_batch),
        "cheaper": float(found.together),
    }


@swept
@of_service
def choose(
    model: str,
    service: Service,
    *,
    seq_len: int,
    new_tokens: int,
    limit: float | None = None,
    **changes: Any,
) -> Answer:
    """Every card beside the service's: how many it serves, how fast, and up to how many times its price it is worth.

    Each with as many requests as fit and, with a `limit`, get each token within so many seconds. None where not one
    request fits there, or of `worth` on the service's card; `worth` is of equal cost a token.
    """
    rows: dict[str, Pace | None] = {}
    for name in card_names():
        served = replace(service, gpu=name).setup(model, changes)
        load = _load(served, model, seq_len, new_tokens, service.shared)
        most = int(largest(served, load, limit=limit))
        rows[name] = pace(served, load, most) if most else None
    if service.gpu not in rows:
        hardware(service.gpu)
    beside = rows[service.gpu]
    return {
        **_told(served, model, load),
        "hardware": service.gpu,
        "users": {name: plain(row.batch) if row else 0 for name, row in rows.items()},
        "tokens_per_s": {name: float(row.rate) if row else None for name, row in rows.items()},
        "gap_s": {name: float(row.gap) if row else None for name, row in rows.items()},
        "worth": {name: float(row.rate / beside.rate) if row and beside else None for name, row in rows.items()},
    }


@cache
def card_names() -> tuple[str, ...]:
    """All cards that are known, smallest first as the file has them."""
    return tuple(yaml.safe_load((DATA / "hardware.yaml").read_text(encoding="utf-8")))


def _load(served: Setup, model: str, seq_len: int, new_tokens: int, shared: int) -> Load:
    load = Load(prompt=seq_len, new_tokens=new_tokens, shared=shared)
    check_length(served.model, model, load.length)
    return load


def _chosen(served: Setup, load: Load, batch: int | None, limit: float | None) -> Pace:
    """The batch that is asked for, or the largest."""
    if batch is not None and limit is not None:
        raise ValueError("--limit finds the batch, so there is no --batch beside it")
    if batch is not None:
        return fitting(served, load, batch)
    most = int(largest(served, load, limit=limit))
    if not most:
        within = "" if limit is None else f" and gets a token within {limit} s"
        raise ValueError(f"not one request of {load.length} tokens fits on {served.cards} × {served.card.name}{within}")
    return pace(served, load, most)


def _told(served: Setup, model: str, load: Load) -> Answer:
    """What was asked."""
    return {
        "model": model,
        "hardware": served.card.name,
        "cards": served.cards,
        "link": None if served.link is None else served.link.name,
        "dtype": served.dtype,
        "cache_dtype": served.cache_dtype or served.dtype,
        "seq_len": load.prompt,
        "new_tokens": load.new_tokens,
        "shared": load.shared,
        "reserve": served.reserve,
    }


def _pace(found: Pace) -> Answer:
    return {
        "at_once": plain(found.batch),
        "bound": found.bound,
        "prefill_s": float(found.prompt),
        "step_s": float(found.step),
        "gap_s": float(found.gap),
        "tokens_per_s": float(found.rate),
    }


def _bill(price: float, seconds: float, rate: float) -> Answer:
    return {"tokens_per_s": float(rate), "card_s_per_million": float(seconds), "cost": cost(price, seconds)}
