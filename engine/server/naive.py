"""A server that answers one request at a time: what `coursewright serve` is compared with.

It speaks enough of OpenAI's interface for `coursewright load`: completions of one prompt, greedy, streamed or whole.
Whoever comes while it answers waits until all of that answer is made, however short his own is.
"""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import torch

from engine.decode import check_room, stream
from engine.model import GPT
from engine.reply import Reply
from engine.sampling import greedy


class Naive(BaseHTTPRequestHandler):
    """One connection, one answer; `HTTPServer` takes the next when this one has ended."""

    model: GPT
    name: str

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            reply = self.reply_to(asked["prompt"], asked.get("max_tokens", 16))
        except (KeyError, TypeError, ValueError) as error:
            return self.say(400, {"error": {"message": str(error), "type": "invalid_request_error"}})
        if not asked.get("stream"):
            text = "".join(reply)
            return self.say(200, {"object": "text_completion", "model": self.name, "usage": usage(reply),
                                  "choices": [{"index": 0, "text": text, "finish_reason": "length"}]})  # fmt: skip
        return self.say_bit_by_bit(reply)

    def reply_to(self, prompt: str, new: int) -> Reply:
        """The model's answer, made while somebody iterates over it."""
        assert self.model.tokenizer is not None
        ids = torch.tensor([self.model.tokenizer.encode(prompt)])
        check_room(self.model, ids, new)
        return Reply(stream(self.model, ids, new, sampler=greedy), self.model.tokenizer, n_prompt=ids.shape[1])

    def say_bit_by_bit(self, reply: Reply) -> None:
        """Server-sent events: each piece of text as it is made, the usage, the end."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for piece in reply:
            self.event({"choices": [{"index": 0, "text": piece, "finish_reason": None}]})
        self.event({"choices": [{"index": 0, "text": "", "finish_reason": "length"}]})
        self.event({"choices": [], "usage": usage(reply)})
        self.wfile.write(b"data: [DONE]\n\n")

    def event(self, chunk: dict[str, Any]) -> None:
        told = {"object": "text_completion", "model": self.name, **chunk}
        self.wfile.write(f"data: {json.dumps(told)}\n\n".encode())

    def say(self, status: int, body: dict[str, Any]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, format: str, *values: object) -> None:
        """Says nothing of each request."""


def usage(reply: Reply) -> dict[str, int]:
    read, made = reply.n_prompt, len(reply.ids)
    return {"prompt_tokens": read, "completion_tokens": made, "total_tokens": read + made}


class OneByOne(HTTPServer):
    """Takes a client when the one before has all of his answer; the others wait in line."""

    request_queue_size = 1024  # else the system turns away who comes while several wait


def naive_server(model: GPT, name: str, port: int = 0, *, kind: type[HTTPServer] = OneByOne) -> HTTPServer:
    """The server of a model at a port of this machine; 0 takes one that is free."""
    return kind(("127.0.0.1", port), type("Naive", (Naive,), {"model": model, "name": name}))
