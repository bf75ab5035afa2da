"""Batch jobs: a file of requests, answered when nobody else waits, each line once and in order."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from engine.server.asked import Strict
from engine.server.errors import ApiError, wrong_field
from engine.server.store import Json, Store

log = logging.getLogger(__name__)

Endpoint = Literal["/v1/chat/completions", "/v1/completions"]
Answer = Callable[[Endpoint, Json], Awaitable[Json]]
"""Answers the body of one line that was sent to an endpoint; raises ApiError."""

AT_ONCE = 8
"""Lines of a job that are being answered at any moment."""

MOST_LINES = 50_000


class BatchAsked(Strict):
    """POST /v1/batches."""

    input_file_id: str
    endpoint: Endpoint
    completion_window: Literal["24h"] = "24h"
    metadata: dict[str, str] | None = None


class Line(Strict):
    custom_id: Annotated[str, Field(min_length=1, max_length=512)]
    method: Literal["POST"]
    url: Endpoint
    body: dict[str, Any]


LINE = TypeAdapter(Line)


class Batches:
    """Runs jobs one after another. What a line gave is stored before the next is begun, so a crash repeats none."""

    def __init__(self, store: Store, answer: Answer) -> None:
        self.store, self._answer = store, answer
        self._wake = asyncio.Event()

    def begin(self, asked: BatchAsked) -> Json:
        """A new job, which waits for its turn."""
        body: Json = {
            "id": f"batch_{uuid.uuid4().hex}", "object": "batch", "endpoint": asked.endpoint, "errors": None,
            "input_file_id": asked.input_file_id, "completion_window": asked.completion_window,
            "status": "validating", "output_file_id": None, "error_file_id": None, "created_at": int(time.time()),
            "in_progress_at": None, "expires_at": None, "finalizing_at": None, "completed_at": None,
            "failed_at": None, "expired_at": None, "cancelling_at": None, "cancelled_at": None,
            "request_counts": {"total": 0, "completed": 0, "failed": 0}, "metadata": asked.metadata,
        }  # fmt: skip
        self.store.add_batch(body)
        self._wake.set()
        return body

    def cancel(self, id_: str, body: Json) -> Json:
        """The lines that are being answered are finished, and no other is begun."""
        if body["status"] not in ("validating", "in_progress"):
            return body
        self._wake.set()
        return self.store.change_batch(id_, {"status": "cancelling", "cancelling_at": int(time.time())})

    def told(self, body: Json) -> Json:
        """A job as a client sees it now."""
        completed, failed = self.store.counts(body["id"])
        return {**body, "request_counts": {**body["request_counts"], "completed": completed, "failed": failed}}

    async def run(self) -> None:
        """Works off what there is, and waits for more, until it is cancelled."""
        while True:
            self._wake.clear()
            for body in self.store.unfinished():
                try:
                    await self._work(body)
                except Exception as error:  # this job's end, and not that of those behind it
                    log.exception("batch job %s failed", body["id"])
                    self._fail(body["id"], [_wrong(f"the server could not run it: {type(error).__name__}", None)])
            await self._wake.wait()

    async def _work(self, body: Json) -> None:
        id_ = body["id"]
        content = self.store.content(body["input_file_id"])
        lines, errors = await asyncio.to_thread(read_lines, content, body["endpoint"])
        if errors:
            self._fail(id_, errors)
            return
        if self._status(id_) == "validating":  # since `body` was read it may have been cancelled
            total = {"total": len(lines), "completed": 0, "failed": 0}
            changes = {"status": "in_progress", "in_progress_at": int(time.time()), "request_counts": total}
            self.store.change_batch(id_, changes)
        await self._answer_all(id_, lines)
        now, status = int(time.time()), "cancelled" if self._status(id_) == "cancelling" else "completed"
        self.store.end_batch(id_, {"status": status, f"{status}_at": now, "finalizing_at": now})

    async def _answer_all(self, id_: str, lines: Mapping[int, Line]) -> None:
        done = self.store.done_lines(id_)
        todo = iter([(number, line) for number, line in lines.items() if number not in done])

        async def work() -> None:
            for number, line in todo:
                if self._status(id_) == "cancelling":
                    return
                await self._one(id_, number, line)

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(work())

    async def _one(self, id_: str, number: int, line: Line) -> None:
        name = f"batch_req_{uuid.uuid5(uuid.NAMESPACE_OID, f'{id_} {number}').hex}"
        told: Json = {"id": name, "custom_id": line.custom_id, "response": None, "error": None}
        status, body = 200, None
        while body is None:
            try:
                body = await self._answer(line.url, line.body)
            except ApiError as error:
                if error.status in (429, 503):  # others come first, and it has time
                    await asyncio.sleep(0.1)
                    continue
                status, body = error.status, error.body()
        told["response"] = {"status_code": status, "request_id": name, "body": body}
        self.store.add_line(id_, number, told, failed=status != 200)

    def _status(self, id_: str) -> str:
        found = self.store.batch(id_)
        assert found is not None
        return str(found["status"])

    def _fail(self, id_: str, errors: list[Json]) -> None:
        told = {"object": "list", "data": errors}
        self.store.change_batch(id_, {"status": "failed", "failed_at": int(time.time()), "errors": told})


def read_lines(content: bytes, endpoint: str) -> tuple[dict[int, Line], list[Json]]:
    """The lines of an input file by number, and all that is wrong with them: then none is answered."""
    lines, errors, seen = dict[int, Line](), list[Json](), set[str]()
    for number, text in enumerate(content.splitlines(), 1):
        if not text.strip():
            continue
        try:
            line = LINE.validate_json(text)
        except ValidationError as error:
            said, place = wrong_field(error.errors())
            errors.append(_wrong(said, number, place))
            continue
        if line.url != endpoint:
            errors.append(_wrong(f"it is sent to {line.url}, and the job to {endpoint}", number, "url"))
        if line.custom_id in seen:
            errors.append(_wrong(f"custom_id {line.custom_id!r} is there twice", number, "custom_id"))
        seen.add(line.custom_id)
        lines[number] = line
    if not lines and not errors:
        errors.append(_wrong("the input file has no line", None))
    if len(lines) > MOST_LINES:
        errors.append(_wrong(f"{len(lines)} lines are more than the {MOST_LINES} of a job", None))
    return lines, errors


def _wrong(message: str, line: int | None, param: str | None = None) -> Json:
    return {"code": "invalid_request", "message": message, "param": param, "line": line}
