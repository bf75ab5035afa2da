"""Use cases that tests decide: a chat on rented cards, and a job of a night."""

from dataclasses import replace

from engine.readiness.needs import Grade, Job, Needs, Offer, Quality

A100 = Offer(card="a100-80gb-sxm", price=1.64, source="a list", cards=8, link="nvlink-3")
H100 = Offer(card="h100-sxm", price=2.9, source="a list", cards=8, link="nvlink-4")
OURS = Offer(card="rtx-4090", price=0.25, source="our own", cards=2, ours=True)
BAR = Quality(bar="right", share=0.9, answers=100)
PASSED = replace(BAR, grades=(Grade(model="llama-3-8b", bits=16, right=95, of=100),))
CHAT = Needs(
    name="Chat", users=40, prompt=1500, answer=300, shared=900, first=1.0, token=0.05, models=("llama-3-8b",),
    offers=(A100, H100), quality=BAR, budget=3000.0,
)  # fmt: skip
NIGHT = replace(CHAT, job=Job(requests=50_000, hours=8.0), utilisation=0.9)
