"""The same prompts one after another, as asked by somebody who reads, and as a batch job; and what each costs."""

from __future__ import annotations

import argparse
import json
import sys
import time

from engine.economics.money import card_seconds, cost
from engine.facts.money import DOLLARS
from engine.units import Count, Quantity, Ratio, TokensPerSecond
from labs.lab import Lab, positive, seed
from labs.report import Report, claimed, joined
from labs.shape import estimate

UTILISATION = 0.4  # share of the paid time in which a service works
JOB_UTILISATION = 0.875  # and a machine that has only jobs to do


def job_of(prompts, tokens):
    """The file of a job: a line of JSON each, with a name by which its answer is found."""
    lines = []
    for number, prompt in enumerate(prompts):
        line = {"custom_id": f"line-{number}", "method": "POST", "url": "/v1/completions"}
        lines.append(json.dumps({**line, "body": body(prompt, tokens, "job")}))
    return "\n".join(lines)


def body(prompt, tokens, salt):
    """With its own salt neither way finds in the prefix cache what the other has read."""
    return {"model": "served", "prompt": prompt, "max_tokens": tokens, "temperature": 0, "cache_salt": salt}


def run_job(client, lines):
    """Sends the file, begins the job, and waits for its answers: by their names, in the order of the lines."""
    file = client.post("/files", data={"purpose": "batch"}, files={"file": ("job.jsonl", lines.encode())}).json()
    asked = {"input_file_id": file["id"], "endpoint": "/v1/completions", "completion_window": "24h"}
    job = client.post("/batches", json=asked).json()
    while job["status"] in ("validating", "in_progress", "finalizing"):
        time.sleep(0.02)
        job = client.get(f"/batches/{job['id']}").json()
    if job["status"] != "completed":
        raise ValueError(f"the job is {job['status']}: {job['errors']['data'][0]['message']}")
    output = client.get(f"/files/{job['output_file_id']}/content").text
    told = [json.loads(line) for line in output.splitlines()]
    return [(line["custom_id"], line["response"]["body"]) for line in told]


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", default="tiny", help="tiny (random letters), smollm2-135m, or a checkpoint")
    parser.add_argument("--lines", type=positive, default=16)
    parser.add_argument("--answer", type=positive, default=16, help="tokens")
    parser.add_argument("--words", type=positive, default=8, help="of a prompt")
    parser.add_argument("--price", type=float, default=1.0, help="of this machine, an hour")
    parser.add_argument("--seed", type=seed, default=123, help="of the prompts")


def table(args: argparse.Namespace) -> Report:
    """Both ways on one server: tokens a second, and what a million of them cost at how busy each way keeps it."""
    import httpx2
    import torch

    from engine.load.call import make_calls
    from engine.pretrained import pretrained
    from engine.server.beside import ours
    from engine.server.tiny import tiny_model

    model = tiny_model(max_seq_len=2048) if args.model == "tiny" else pretrained(args.model, dtype=torch.float32)
    lengths = {"prompt_words": args.words, "answer_tokens": args.answer, "spread": 0, "shared_words": 0}
    prompts = [call.prompt for call in make_calls(args.lines, **lengths, seed=args.seed)]
    with ours(model) as base_url, httpx2.Client(base_url=base_url, timeout=600) as client:
        client.post("/completions", json=body("Hello.", 1, "nobody"))  # the first answer of a server is slow
        began = time.perf_counter()
        answers = [client.post("/completions", json=body(prompt, args.answer, "me")).json() for prompt in prompts]
        alone = time.perf_counter() - began
        began = time.perf_counter()
        told = run_job(client, job_of(prompts, args.answer))
        together = time.perf_counter() - began
    made = sum(answer["usage"]["completion_tokens"] for answer in answers)
    by_hours, by_batch = JOB_UTILISATION / UTILISATION, alone / together
    shares = {"service": (made / alone, UTILISATION), "job": (made / together, JOB_UTILISATION)}
    rows: dict[str, Quantity] = {"lines": Count(len(told)), "tokens": Count(made)}
    for name, (rate, busy) in shares.items():
        paid = cost(args.price, card_seconds(rate, utilisation=busy))
        rows |= {f"{name}_rate": TokensPerSecond(rate, digits=2), f"{name}_cost_a_million": DOLLARS(paid, digits=2)}
    rows |= {
        "cheaper_by_busier_hours": Ratio(by_hours, digits=3),
        "cheaper_by_more_at_once": Ratio(by_batch, digits=2),
        "cheaper": Ratio(by_hours * by_batch, digits=2),
    }
    names = [name for name, _ in told]
    texts = [[answer["choices"][0]["text"] for answer in way] for way in (answers, [one for _, one in told])]
    claims = {
        "in_order": ("Each line is answered once, in order.", names == [f"line-{i}" for i in range(args.lines)]),
        "same": ("A job's answers are those that a reader gets.", texts[0] == texts[1]),
    }
    title = f"{args.model}: {args.lines} prompts, answers of {args.answer} tokens, ${args.price:g} an hour"
    return joined(title, [estimate(title, **rows), claimed(claims)])


LAB = Lab(
    says=__doc__,
    facts=("job_run", "job_or_service"),
    claims={"job_run": "A job makes more tokens a second than one prompt at a time does, and says the same."},
    options=options,
    table=table,
    always=True,
)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
