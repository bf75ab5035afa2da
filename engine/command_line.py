"""The commands of the engine: what a model will cost, what it says, a server, and a load on one.

Each imports what it needs itself: their signatures are read whenever the command line starts.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.refusal import refusal

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def estimate(
    what: Annotated[str, typer.Argument(help="One of the questions above.")],
    name: Annotated[str | None, typer.Argument(metavar="[MODEL]", help="A preset, such as llama-3-8b.")] = None,
    model: Annotated[str | None, typer.Option(help="The same, as an option.")] = None,
    seq_len: Annotated[
        str | None, typer.Option(help="Tokens in a sequence, or in a prompt; several with commas.")
    ] = None,
    batch: Annotated[str | None, typer.Option(help="Sequences at once; several with commas.")] = None,
    new_tokens: Annotated[int | None, typer.Option(help="Tokens of an answer.")] = None,
    dtype: Annotated[str | None, typer.Option(help="Of the weights: fp32, bf16, int8 …")] = None,
    cache_dtype: Annotated[str | None, typer.Option(help="Of the cache; that of the weights if not given.")] = None,
    group: Annotated[int | None, typer.Option(help="Weights that share a bf16 scale, in int8 and int4.")] = None,
    gpu: Annotated[
        str | None, typer.Option("--gpu", "--hardware", help="A card; a100-80gb-sxm if none is named.")
    ] = None,
    cards: Annotated[int | None, typer.Option(help="Cards that share the model's heads.")] = None,
    link: Annotated[str | None, typer.Option(help="What joins them: nvlink-4, pcie-5 …")] = None,
    policy: Annotated[str | None, typer.Option(help="How a window's cache is allocated.")] = None,
    reserve: Annotated[float | None, typer.Option(help="The share of memory kept free.")] = None,
    chunk: Annotated[int | None, typer.Option(help="Tokens read at once, whose activations need room.")] = None,
    shared: Annotated[int | None, typer.Option(help="First tokens that all requests have alike, cached once.")] = None,
    users: Annotated[int | None, typer.Option(help="Say what must be kept free that only so many fit.")] = None,
    cached: Annotated[int | None, typer.Option(help="Tokens that are cached already.")] = None,
    price: Annotated[float | None, typer.Option(help="Of one card for an hour, in any currency.")] = None,
    rate: Annotated[float | None, typer.Option(help="Tokens a second that you have measured.")] = None,
    utilisation: Annotated[float | None, typer.Option(help="Share of the paid time in which the cards work.")] = None,
    job_utilisation: Annotated[float | None, typer.Option(help="The same, of the batch job.")] = None,
    limit: Annotated[float | None, typer.Option(help="Seconds from token to token at most.")] = None,
    overhead: Annotated[float | None, typer.Option(help="Seconds a step beyond the roofline.")] = None,
    causal: Annotated[bool | None, typer.Option("--causal", help="Count visible pairs only.")] = None,
    changes: Annotated[list[str] | None, typer.Option("--set", help="What if: n_kv_heads=8")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a model will cost, by formula.

    \b
    kv           what sequences keep between steps
    params       parameters and weights
    flops        operations of a prompt and of a token
    activations  what a pass holds for itself
    roofline     the least time of a prompt and of a step
    capacity     users that fit on a card, and what must be kept free for fewer
    cost         a million tokens at a price an hour
    offline      a batch job beside a service
    choose       every card for one load
    """
    from engine.answers import answer, as_text

    if model and name:
        raise refusal(f"one model, not both {name!r} and --model {model}")
    chosen = model or name
    if chosen is None:
        raise refusal(f"estimate {what} needs a model, such as --model llama-3-8b")
    given = {
        "seq_len": seq_len, "batch": batch, "dtype": dtype, "gpu": gpu, "policy": policy,
        "reserve": reserve, "chunk": chunk, "cached": cached, "overhead": overhead, "causal": causal,
        "new_tokens": new_tokens, "cache_dtype": cache_dtype, "group": group, "cards": cards, "link": link,
        "shared": shared, "users": users, "price": price, "rate": rate, "utilisation": utilisation,
        "job_utilisation": job_utilisation, "limit": limit,
    }  # fmt: skip
    try:
        found = answer(what, chosen, {k: v for k, v in given.items() if v is not None}, changes or ())
    except ValueError as error:
        raise refusal(str(error)) from None
    print(_as_json(found) if as_json else as_text(found))


def generate(
    prompt: Annotated[str, typer.Argument(help="What the model is asked.")],
    model: Annotated[str, typer.Option(help="smollm2-135m, a checkpoint's folder, or a GGUF file.")] = "smollm2-135m",
    system: Annotated[str | None, typer.Option(help="What it is told beforehand.")] = None,
    raw: Annotated[bool, typer.Option("--raw", help="Go on with the text instead of answering it.")] = False,
    control: Annotated[bool, typer.Option("--control", help="Take <|im_end|> and its like in it as tokens.")] = False,
    max_new_tokens: Annotated[int, typer.Option(min=0, help="Where to stop at the latest.")] = 256,
    temperature: Annotated[float, typer.Option(min=0, max=1e6, help="0 takes the likeliest token each time.")] = 0.0,
    top_k: Annotated[int | None, typer.Option(min=1, help="Draw from the k likeliest.")] = None,
    top_p: Annotated[
        float | None, typer.Option(min=0, max=1, help="Draw from the fewest that hold this share.")
    ] = None,
    min_p: Annotated[
        float | None, typer.Option(min=0, max=1, help="Least chance, as a share of the likeliest's.")
    ] = None,
    repetition_penalty: Annotated[
        float, typer.Option(min=1e-6, max=1e6, help="Above 1: say less what was said.")
    ] = 1.0,
    stop: Annotated[list[str] | None, typer.Option(help="A text that ends the answer; may be repeated.")] = None,
    seed: Annotated[int | None, typer.Option(min=-(2**63), max=2**64 - 1, help="The same seed, the same text.")] = None,
    dtype: Annotated[str, typer.Option(help="fp32, bf16, or kept: as the file has them, and faster.")] = "fp32",
    threads: Annotated[int | None, typer.Option(min=1, max=1024, help="Tried, if you do not say.")] = None,
    as_json: AsJson = False,
) -> None:
    """Let a real model answer, word by word, timed."""
    from engine.checkpoint_files.chat_template import get_ready

    gc.disable()  # PyTorch and a vocabulary are hundreds of thousands of objects, and all of them stay
    if not raw:
        get_ready()
    import torch

    from engine.pretrained import dtype_of, pretrained
    from engine.reply import Prompt, Sampling, reply_to
    from engine.threads import fastest_threads

    sampling = Sampling(
        temperature=temperature, top_k=top_k, top_p=top_p, min_p=min_p, repetition_penalty=repetition_penalty, seed=seed
    )
    try:
        torch.set_num_threads(threads or 1)
        gpt = pretrained(model, dtype=dtype_of(dtype))
        gc.freeze()
        gc.enable()
        torch.set_num_threads(threads := threads or fastest_threads(gpt))
        reply = reply_to(
            gpt,
            Prompt(prompt, system=system, raw=raw, control=control),
            max_new_tokens=max_new_tokens,
            sampling=sampling,
            stop=stop or (),
        )
        for piece in reply:
            print("" if as_json else piece, end="", flush=True)
    except ValueError as error:
        raise refusal(str(error)) from None
    except (MemoryError, RuntimeError) as error:  # what torch raises where memory is short is no MemoryError
        raise refusal(f"{model} cannot answer here: {' '.join(str(error).split())[:200]}") from None
    if as_json:
        print(_as_json({"model": model, "dtype": dtype, "threads": threads, **reply.as_data()}))
    else:
        print(f"\n\n{reply.summary()}")


def serve(
    model: Annotated[str, typer.Option(help="smollm2-135m, a checkpoint's folder, or a GGUF file.")] = "smollm2-135m",
    host: Annotated[str, typer.Option(help="Where to listen; 0.0.0.0 is every address of this machine.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes one that is free.")] = 8000,
    dtype: Annotated[str, typer.Option(help="fp32 or bf16.")] = "fp32",
    threads: Annotated[int | None, typer.Option(min=1, max=1024, help="Tried, if you do not say.")] = None,
    rows: Annotated[int, typer.Option(min=1, help="Answers made at once.")] = 8,
    tokens: Annotated[int, typer.Option(min=1, help="Tokens read in one step.")] = 256,
    memory: Annotated[float, typer.Option(help="GiB of KV cache.")] = 1.0,
    policy: Annotated[str, typer.Option(help="continuous, dynamic or static batching.")] = "continuous",
    waiting: Annotated[int, typer.Option(min=1, help="Requests that may wait; more are told to come again.")] = 64,
    data: Annotated[Path, typer.Option(metavar="FOLDER", help="Where files and batch jobs are kept.")] = Path(
        "dist/serve"
    ),
) -> None:
    """Serve a model to OpenAI's clients.

    Chat, completions, streams, files and batch jobs under /v1; /health and /metrics beside them.
    COURSEWRIGHT_API_KEY is the key that clients have to show; without it none is asked for.
    """
    from engine.server.start import Settings
    from engine.server.start import serve as serve_model

    settings = Settings(
        model=model, host=host, port=port, dtype=dtype, threads=threads, rows=rows, tokens=tokens, memory=memory,
        policy=policy, waiting=waiting, data=data,
    )  # fmt: skip
    try:
        serve_model(settings, lambda line: print(line, flush=True))
    except ValueError as error:
        raise refusal(str(error)) from None


class Ramp(StrEnum):
    linear = "linear"
    exponential = "exponential"


def load(
    base_url: Annotated[
        str, typer.Option(help="Of any server that speaks OpenAI's interface.")
    ] = "http://127.0.0.1:8000/v1",
    model: Annotated[str, typer.Option(help="As the server names it.")] = "smollm2-135m",
    rate: Annotated[
        float, typer.Option(help="Calls a second, whether they are answered or not; inf: all at once.")
    ] = float("inf"),
    burstiness: Annotated[float, typer.Option(help="1 is a Poisson process; less comes in bursts, more evenly.")] = 1.0,
    ramp: Annotated[Ramp | None, typer.Option(help="Let the rate rise during the run.")] = None,
    ramp_from: Annotated[float, typer.Option(help="The rate that a ramp begins with.")] = 1.0,
    clients: Annotated[
        int | None, typer.Option(help="Instead of a rate: so many, each asks again when answered.")
    ] = None,
    n: Annotated[int, typer.Option("--n", min=1, help="Calls in all.")] = 100,
    prompt_words: Annotated[int, typer.Option(min=1, help="Words of a prompt.")] = 32,
    answer_tokens: Annotated[int, typer.Option(min=1, help="Tokens of an answer.")] = 32,
    spread: Annotated[float, typer.Option(help="Both up to this share shorter or longer.")] = 0.0,
    shared_words: Annotated[int, typer.Option(min=0, help="Words that all prompts begin with.")] = 0,
    file: Annotated[Path | None, typer.Option(help="Instead: lines of JSON with prompt and answer_tokens.")] = None,
    chat: Annotated[bool, typer.Option("--chat", help="Ask as a chat.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Without ignore_eos, which some servers do not know.")] = False,
    warm_up: Annotated[int, typer.Option(min=0, help="Calls before, which are not counted.")] = 0,
    limit: Annotated[
        list[str] | None, typer.Option(metavar="ttft=0.5", help="For goodput: ttft, tpot or e2el, in seconds.")
    ] = None,
    records: Annotated[Path | None, typer.Option(metavar="FILE", help="Keep every call's time stamps.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed, the same load.")] = 0,
    api_key: Annotated[str, typer.Option(envvar="OPENAI_API_KEY", help="The key that the server asks for.")] = "",
    as_json: AsJson = False,
) -> None:
    """Put a load on a server and say what clients see.

    Each figure by the words of four load tools, since they mean different things by them. Exit 1 if a call failed.
    """
    from engine.load.command import Wanted
    from engine.load.command import load as put_load
    from engine.load.drive import Target

    wanted = Wanted(
        target=Target(base_url=base_url, model=model, api_key=api_key, chat=chat, plain=plain), n=n, rate=rate,
        burstiness=burstiness, ramp=ramp.value if ramp else None, ramp_from=ramp_from, clients=clients, file=file,
        prompt_words=prompt_words, answer_tokens=answer_tokens, spread=spread, shared_words=shared_words,
        warm_up=warm_up, seed=seed, limits=limit or (), records=records,
    )  # fmt: skip
    try:
        found, page = put_load(wanted, lambda line: print(line, file=sys.stderr, flush=True))
    except ValueError as error:
        raise refusal(str(error)) from None
    print(_as_json(found) if as_json else page)
    raise typer.Exit(1 if found["failed"] else 0)


def _as_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)
