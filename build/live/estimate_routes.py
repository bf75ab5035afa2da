"""Numbers that the estimators compute while somebody moves a slider: the cache's curve, and the trade-off of K/V sets.

`GET estimate` says on which slides, for which models and within which limits; `GET estimate/WHAT` computes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from build.live.deck_state import Live
from build.live.run import said
from build.live.run_request import LONGEST_NAME, RefusedError
from build.spec.deck import Call, Deck
from build.spec.walk import parts_in
from engine import estimate
from engine.presets import preset
from engine.units import Bytes, Count, Seconds

MODELS = ("gpt2-124m", "llama-2-7b", "llama-3-8b", "llama-3-70b", "mistral-7b-v0.1", "qwen3-0.6b")
MOST_BATCH = 256
CURVE = 24  # points of the cache's curve
FIGURES = {  # which figures speak of what can be moved
    "cache": {"cache_growth", "product", "heads", "shared_sets", "linear_vs_full", "latent", "window_band"},
    "tradeoff": {"tradeoff_map", "matrix_meters", "heads", "shared_sets"},
}


def estimate_routes(live: Live) -> list[Route]:
    """What pages may ask for."""

    async def offered(_: Request) -> Response:
        return JSONResponse(
            {"slides": slides_with(live.shown.deck), "models": [_model(name) for name in MODELS], "batch": MOST_BATCH}
        )

    async def computed(request: Request) -> Response:
        what = COMPUTED.get(request.path_params["what"])
        if what is None:
            raise RefusedError(f"there are: {', '.join(COMPUTED)}", 404)
        return JSONResponse(what(live, **_asked(request.query_params.multi_items())))

    return [Route("/estimate", offered), Route("/estimate/{what}", said(computed))]


def slides_with(deck: Deck | None) -> dict[int, list[str]]:
    """The slides on which something can be moved, with what it is."""
    found: dict[int, list[str]] = {}
    for slide in deck.slides if deck else ():
        names = {call.figure for call in parts_in(slide, Call)}
        if what := [name for name, figures in FIGURES.items() if names & figures]:
            found[slide.number] = what
    return found


def cache(live: Live, model: str, tokens: int, batch: int, kv_heads: int) -> dict[str, Any]:
    """The cache behind so many tokens, and its curve up to them and on."""
    said, tools, most = live.said, live.tools, preset(model).max_seq_len
    lengths = [max(1, round(most * place / CURVE)) for place in range(CURVE + 1)]
    asked = {"batch": batch, "n_kv_heads": kv_heads}
    here = estimate.kv(model, seq_len=tokens, **asked)
    full = estimate.kv(model, seq_len=tokens, **{**asked, "n_kv_heads": preset(model).n_heads})
    curve = estimate.kv(model, seq_len=lengths, **asked)["bytes"]
    return {
        "x": {"label": tools.axis_tokens, "at": tokens, "values": lengths, "most": said.number(str(Count(most)))},
        "y": {
            "label": tools.axis_cache,
            "at": here["bytes"],
            "values": curve,
            "most": said.number(str(Bytes(curve[-1]))),
        },
        "rows": [
            [tools.the_cache, said.number(str(Bytes(here["bytes"])))],
            [tools.each_token, said.number(str(Bytes(here["bytes_per_token"] * batch)))],
            [tools.each_head, said.number(str(Bytes(full["bytes"])))],
        ],
    }


def tradeoff(live: Live, model: str, tokens: int, batch: int, kv_heads: int) -> dict[str, Any]:
    """Memory against the least time of a step, for every number of K/V sets that the query heads allow."""
    said, tools, sets = live.said, live.tools, _sets(model)
    asked = {"seq_len": tokens, "batch": batch}
    kept = [estimate.kv(model, n_kv_heads=each, **asked)["bytes"] for each in sets]
    steps = [estimate.roofline(model, n_kv_heads=each, **asked)["decode_s_per_token"] for each in sets]
    at = sets.index(kv_heads)
    return {
        "x": {"label": tools.axis_cache, "at": kept[at], "values": kept, "most": said.number(str(Bytes(max(kept))))},
        "y": {
            "label": tools.axis_step,
            "at": steps[at],
            "values": steps,
            "most": said.number(str(Seconds(max(steps), digits=2))),
        },
        "rows": [
            [tools.the_cache, said.number(str(Bytes(kept[at])))],
            [tools.step_least.format(estimate.GPU), said.number(str(Seconds(steps[at], digits=2)))],
            [tools.heads_per_set, said.number(str(Count(preset(model).n_heads // kv_heads)))],
        ],
    }


COMPUTED = {"cache": cache, "tradeoff": tradeoff}


def _asked(given: list[tuple[str, str]]) -> dict[str, Any]:
    """The typed values of an address. Raises RefusedError for what is unknown, twice there, or beyond its limits."""
    asked: dict[str, Any] = {"model": "llama-3-8b", "tokens": 4096, "batch": 1, "kv_heads": None}
    if len(dict(given)) < len(given):
        raise RefusedError("a value is there twice")
    if dict(given).get("model", MODELS[0]) not in MODELS:
        raise RefusedError(f"model is one of {', '.join(MODELS)}")
    longest = preset(dict(given).get("model", asked["model"])).max_seq_len
    limits: Mapping[str, int] = {"tokens": longest, "batch": MOST_BATCH, "kv_heads": 1024}
    for name, value in given:
        if name not in asked:
            raise RefusedError(f"no value {name[:LONGEST_NAME]!r}; there are: {', '.join(asked)}")
        if name == "model":
            asked[name] = value
        elif not value.isascii() or not value.isdigit() or len(value) > 9 or not 1 <= int(value) <= limits[name]:
            raise RefusedError(f"{name} is a whole number from 1 to {limits[name]:,}")
        else:
            asked[name] = int(value)
    asked["kv_heads"] = asked["kv_heads"] or preset(asked["model"]).n_kv_heads
    if asked["kv_heads"] not in _sets(asked["model"]):
        raise RefusedError(f"kv_heads is one of {', '.join(map(str, _sets(asked['model'])))} for {asked['model']}")
    return asked


def _sets(model: str) -> list[int]:
    heads = preset(model).n_heads
    return [sets for sets in range(1, heads + 1) if heads % sets == 0]


def _model(name: str) -> dict[str, Any]:
    return {"name": name, "sets": _sets(name), "own": preset(name).n_kv_heads, "tokens": preset(name).max_seq_len}
