"""A run against any server that speaks OpenAI's interface: who comes when, and what each of them sees."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx2

from engine.load.arrivals import Closed, Open
from engine.load.call import Call
from engine.load.record import Record

UNLIMITED = httpx2.Limits(max_connections=None, max_keepalive_connections=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """Where calls go. `timeout` is how many seconds a server may be silent; `plain` sends OpenAI's own fields alone."""

    base_url: str
    model: str
    api_key: str = ""
    chat: bool = False
    timeout: float = 600.0
    plain: bool = False

    @property
    def headers(self) -> dict[str, str]:
        """Raises ValueError for a key that no header can carry."""
        if not self.api_key.isascii():
            raise ValueError("the API key has letters beyond ASCII, which no header carries")
        return {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}

    @property
    def url(self) -> str:
        return f"{self.base_url.rstrip('/')}/{'chat/completions' if self.chat else 'completions'}"

    def body(self, call: Call) -> dict[str, object]:
        """Greedy, of exactly so many tokens unless it is plain: ours, vLLM and others know `ignore_eos`."""
        asked: dict[str, object] = (
            {"messages": [{"role": "user", "content": call.prompt}]} if self.chat else {"prompt": call.prompt}
        )
        return {
            "model": self.model, **asked, "max_tokens": call.answer_tokens, "temperature": 0,
            "stream": True, "stream_options": {"include_usage": True}, **({} if self.plain else {"ignore_eos": True}),
        }  # fmt: skip


async def drive(
    target: Target,
    calls: Sequence[Call],
    arrivals: Open | Closed,
    *,
    warm_up: int = 0,
    seed: int = 0,
    on_done: Callable[[Record], None] = lambda record: None,
) -> list[Record]:
    """One record a call, in their order. A test call comes first, then `warm_up` calls that are not in the records.

    Raises ConnectionError with what the server said where the test call fails, so that no run is made in vain.
    """
    async with httpx2.AsyncClient(headers=target.headers, timeout=target.timeout, limits=UNLIMITED) as client:
        tested = Record(0, 0.0)
        await _ask(client, target, calls[0], tested, time.perf_counter())
        if tested.error is not None:
            raise ConnectionError(f"{target.url}: {tested.error}")
        await asyncio.gather(*(_ask(client, target, calls[0], Record(0, 0.0), 0.0) for _ in range(warm_up)))
        began = time.perf_counter()
        records = [Record(i, 0.0) for i in range(len(calls))]

        async def one(i: int) -> None:
            records[i].sent = time.perf_counter() - began
            await _ask(client, target, calls[i], records[i], began)
            on_done(records[i])

        if isinstance(arrivals, Open):
            await _open(one, arrivals.times(len(calls), seed), began)
        else:
            await _closed(one, len(calls), arrivals.clients)
    return records


Ask = Callable[[int], Awaitable[None]]


async def _open(one: Ask, times: Iterable[float], began: float) -> None:
    """Each comes at its time, whoever is still there."""
    coming = []
    for i, at in enumerate(times):
        await asyncio.sleep(max(0.0, began + at - time.perf_counter()))
        coming.append(asyncio.ensure_future(one(i)))
    await asyncio.gather(*coming)


async def _closed(one: Ask, n: int, clients: int) -> None:
    """Each asks again as soon as it is answered."""
    left = iter(range(n))

    async def client() -> None:
        for i in left:
            await one(i)

    async with asyncio.TaskGroup() as group:
        for _ in range(clients):
            group.create_task(client())


async def _ask(client: httpx2.AsyncClient, target: Target, call: Call, record: Record, began: float) -> None:
    """One call, streamed; whatever goes wrong is in the record."""
    try:
        async with client.stream("POST", target.url, json=target.body(call)) as response:
            if response.status_code != 200:
                record.error = f"{response.status_code}: {(await response.aread()).decode(errors='replace')[:500]}"
                return
            async for line in response.aiter_lines():
                now = time.perf_counter() - began
                if not line.startswith("data:"):
                    continue
                if (data := line[5:].strip()) == "[DONE]":
                    record.done = now
                    return
                _note(json.loads(data), record, now)
        record.error = "the stream ended before its last word"
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, KeyError, TypeError, AttributeError) as error:
        record.error = f"{type(error).__name__}: {error}".removesuffix(": ")


def _note(chunk: Any, record: Record, now: float) -> None:
    """One chunk: a piece of text, the usage, or an error told in the middle of a stream."""
    if "error" in chunk:
        raise ValueError(str(chunk["error"]))
    if usage := chunk.get("usage"):
        read, made = usage["prompt_tokens"], usage["completion_tokens"]
        if not (isinstance(read, int) and isinstance(made, int)):
            raise TypeError(f"its usage counts no tokens: {usage}")
        record.prompt_tokens, record.answer_tokens = read, made
    for choice in chunk.get("choices") or ():
        text = choice.get("text") or (choice.get("delta") or {}).get("content")
        if text:
            record.text += text
            record.chunks.append(now)
