"""What the server counts about itself, in Prometheus' text format."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from engine.server.worker import Worker
from engine.serving.answer import Answer, Piece

WAITS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)
"""Seconds at which the histograms part."""


class Telemetry:
    """Counters and histograms of one server, fed by every piece that its loop makes."""

    def __init__(self, worker: Worker) -> None:
        self.registry = CollectorRegistry()

        def gauge(name: str, says: str) -> Gauge:
            return Gauge(name, says, registry=self.registry)

        def histogram(name: str, says: str) -> Histogram:
            return Histogram(name, says, buckets=WAITS, registry=self.registry)

        pool, prefix = worker.loop.scheduler.pool, worker.loop.scheduler.prefix
        gauge("coursewright_requests_running", "Answers in the batch.").set_function(lambda: worker.n_running)
        gauge("coursewright_requests_waiting", "Requests that wait.").set_function(lambda: worker.n_waiting)
        used = gauge("coursewright_kv_blocks_used_ratio", "Share of the cache's blocks in use.")
        used.set_function(lambda: 1 - pool.n_free / pool.n_blocks)
        hits = gauge("coursewright_prefix_cache_hit_ratio", "Prompt tokens found in the cache, of all.")
        hits.set_function(lambda: float(prefix.hit_rate))
        preempted = gauge("coursewright_preemptions", "Answers that gave way and are computed again, so far.")
        preempted.set_function(lambda: worker.loop.scheduler.counts.preempted)
        self._read = Counter("coursewright_prompt_tokens", "Prompt tokens of finished answers.", registry=self.registry)
        self._made = Counter("coursewright_generation_tokens", "Tokens made.", registry=self.registry)
        self._ended = Counter("coursewright_answers", "Answers, by what ended them.", ["ended"], registry=self.registry)
        self._ttft = histogram("coursewright_time_to_first_token_seconds", "From arrival to the first token.")
        self._itl = histogram("coursewright_inter_token_latency_seconds", "From each token to the next.")
        self._e2e = histogram("coursewright_e2e_latency_seconds", "From arrival to the last token.")
        worker.on_piece = self.note

    def note(self, answer: Answer, piece: Piece) -> None:
        """One more piece of an answer."""
        if piece.token is not None:
            stamps = answer.times.stamps
            self._made.inc()
            if len(stamps) == 1:
                self._ttft.observe(stamps[0] - answer.request.arrives)
            else:
                self._itl.observe(stamps[-1] - stamps[-2])
        if piece.finish is not None:
            self._ended.labels(piece.finish).inc()
            self._read.inc(answer.n_prompt if answer.index == 0 else 0)
            self._e2e.observe(piece.at - answer.request.arrives)

    def text(self) -> bytes:
        return generate_latest(self.registry)
