"""The addresses of the server, as OpenAI's clients know them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated

from fastapi import FastAPI, File, Form, Query, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.exceptions import HTTPException

from engine.server.answering import Answering
from engine.server.asked import Asked, ChatAsked, CompletionAsked
from engine.server.batches import BatchAsked, Batches, Endpoint
from engine.server.errors import (
    DOCUMENTED,
    STREAMED,
    ApiError,
    not_found,
    of_anything,
    of_http,
    of_ours,
    of_validation,
    refused,
    wrong_field,
)
from engine.server.guard import LARGEST_FILE, Guard
from engine.server.leaving import Stream, unless_left
from engine.server.served import Served
from engine.server.store import Json, Store
from engine.server.telemetry import Telemetry
from engine.server.told import ChatForm, CompletionForm

LATER = 1000
"""What a batch job's lines are less urgent by than what somebody waits for."""


Limit = Annotated[int, Query(ge=1, le=10_000)]


class AnyBody(BaseModel):
    model_config = ConfigDict(extra="allow")


def app_of(served: Served, store: Store) -> FastAPI:
    """The server of one model. Files and batch jobs are kept in `store`, which it closes in the end."""
    telemetry = Telemetry(served.worker)

    async def answer_line(endpoint: Endpoint, body: Json) -> Json:
        kind = ChatAsked if endpoint == "/v1/chat/completions" else CompletionAsked
        try:
            asked = kind.model_validate(body)
        except ValidationError as error:
            raise refused(*wrong_field(error.errors())) from None
        if asked.stream:
            raise refused("a line of a batch job is not streamed", "stream")
        return await (await _answering(served, asked, urgency=LATER)).whole()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.store, app.state.batches = store, Batches(store, answer_line)
        served.worker.start()
        await asyncio.to_thread(served.tokenizer.templates.start)
        jobs = asyncio.create_task(app.state.batches.run())
        yield
        jobs.cancel()
        with suppress(asyncio.CancelledError):
            await jobs
        await asyncio.to_thread(served.worker.stop)
        await asyncio.to_thread(served.tokenizer.templates.close)
        store.close()

    app = FastAPI(title="Coursewright", lifespan=lifespan, docs_url=None, redoc_url=None, responses=DOCUMENTED)
    app.add_exception_handler(ApiError, of_ours)
    app.add_exception_handler(RequestValidationError, of_validation)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(Exception, of_anything)
    app.add_middleware(Guard)
    app.state.served = served
    _add_answers(app, served)
    _add_files(app)
    _add_batches(app)

    @app.get("/health")
    async def health() -> Response:
        alive = served.worker.is_alive
        return JSONResponse({"status": "ok" if alive else "down"}, 200 if alive else 503)

    @app.get("/metrics", response_class=PlainTextResponse)
    async def metrics() -> Response:
        return Response(telemetry.text(), media_type="text/plain; version=0.0.4")

    return app


async def _answering(served: Served, asked: Asked, *, urgency: int = 0) -> Answering:
    served.check_name(asked.model)
    if isinstance(asked, ChatAsked):
        answering = Answering(served, asked, ChatForm())
        answering.turns = [*await served.chat(asked, answering.id, urgency=urgency)]
        return answering
    assert isinstance(asked, CompletionAsked)
    if asked.echo and asked.logprobs is not None:
        raise refused("the chances of a prompt's own tokens are not computed; leave out echo or logprobs", "echo")
    answering = Answering(served, asked, CompletionForm(), echo=asked.echo)
    answering.turns = [*await served.completion(asked, answering.id, urgency=urgency)]
    return answering


def _add_answers(app: FastAPI, served: Served) -> None:
    entry = {
        "id": served.name, "object": "model", "created": served.since, "owned_by": "coursewright",
        "root": served.name, "max_model_len": served.max_seq_len,
    }  # fmt: skip

    async def answer(asked: Asked, request: Request) -> Response:
        answering = await _answering(served, asked)
        if asked.stream:
            return Stream(answering)
        return await unless_left(request, answering.whole())

    @app.get("/v1/models")
    async def models() -> Json:
        return {"object": "list", "data": [entry]}

    @app.get("/v1/models/{name:path}")
    async def model(name: str) -> Json:
        served.check_name(name)
        return entry

    @app.post("/v1/completions", responses=STREAMED)
    async def completions(asked: CompletionAsked, request: Request) -> Response:
        return await answer(asked, request)

    @app.post("/v1/chat/completions", responses=STREAMED)
    async def chat_completions(asked: ChatAsked, request: Request) -> Response:
        return await answer(asked, request)

    @app.post("/v1/embeddings")
    async def embeddings(_: AnyBody) -> Response:
        raise refused(f"{served.name} makes text and no embeddings", "model")


def _add_files(app: FastAPI) -> None:
    def store() -> Store:
        found: Store = app.state.store
        return found

    def found_file(id_: str) -> Json:
        if (found := store().file(id_)) is None:
            raise not_found(f"there is no file {id_!r}", "file_id")
        return found

    @app.post("/v1/files")
    async def add(file: Annotated[UploadFile, File()], purpose: Annotated[str, Form()]) -> Json:
        if purpose != "batch":
            raise refused(f"purpose={purpose!r}: files are kept for batch jobs, purpose='batch'", "purpose")
        content = await file.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise ApiError(413, f"a file has up to {LARGEST_FILE >> 20} MiB", "file")
        return await asyncio.to_thread(store().add_file, file.filename or "batch.jsonl", purpose, content)

    @app.get("/v1/files")
    async def files(purpose: str | None = None, after: str | None = None, limit: Limit = 10_000) -> Json:
        found = [body for body in store().files() if purpose in (None, body["purpose"])]
        return _listed(found, after, limit)

    @app.get("/v1/files/{id_}")
    async def file(id_: str) -> Json:
        return found_file(id_)

    @app.get("/v1/files/{id_}/content", responses={200: {"content": {"application/jsonl": {}}}})
    async def content(id_: str) -> Response:
        found_file(id_)
        return Response(store().content(id_), media_type="application/jsonl")

    @app.delete("/v1/files/{id_}")
    async def drop(id_: str) -> Json:
        found_file(id_)
        if any(body["input_file_id"] == id_ for body in store().unfinished()):
            raise ApiError(409, f"a batch job still reads file {id_!r}; cancel it first", "file_id")
        store().drop_file(id_)
        return {"id": id_, "object": "file", "deleted": True}


def _add_batches(app: FastAPI) -> None:
    def batches() -> Batches:
        found: Batches = app.state.batches
        return found

    def found_batch(id_: str) -> Json:
        if (found := batches().store.batch(id_)) is None:
            raise not_found(f"there is no batch job {id_!r}", "batch_id")
        return found

    @app.post("/v1/batches")
    async def begin(asked: BatchAsked) -> Json:
        if batches().store.file(asked.input_file_id) is None:
            raise not_found(f"there is no file {asked.input_file_id!r}", "input_file_id")
        return batches().begin(asked)

    @app.get("/v1/batches")
    async def jobs(after: str | None = None, limit: Limit = 20) -> Json:
        return _listed([batches().told(body) for body in batches().store.batches()], after, limit)

    @app.get("/v1/batches/{id_}")
    async def job(id_: str) -> Json:
        return batches().told(found_batch(id_))

    @app.post("/v1/batches/{id_}/cancel")
    async def cancel(id_: str) -> Json:
        return batches().told(batches().cancel(id_, found_batch(id_)))


def _listed(found: list[Json], after: str | None, limit: int) -> Json:
    """One page of a list: so many of those behind the one that was the last of the page before."""
    ids = [body["id"] for body in found]
    if after is not None and after not in ids:
        raise not_found(f"there is no {after!r} to go on after", "after")
    begin = 0 if after is None else ids.index(after) + 1
    data = found[begin : begin + limit]
    ends = {"first_id": data[0]["id"], "last_id": data[-1]["id"]} if data else {"first_id": None, "last_id": None}
    return {"object": "list", "data": data, "has_more": begin + limit < len(found), **ends}
