"""What the documents behind a course say in numbers, and what is true: the file `claims.yaml` beside its specs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from build.files.yaml_file import YamlFile

FILE = "claims.yaml"
Verdict = Literal["right", "wrong", "depends", "unsupported"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

_TEXT = "one text"
_STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)


class Claim(BaseModel):
    """One claim in our words. `why` names our facts, `{{ fact | unit }}`; where there is none, `no_fact` says why.

    `unshown` says why no slide need show them.
    """

    model_config = _STRICT
    document: str = Field(description="the name of a document", examples=["module-04"])
    section: str = Field(description=_TEXT, examples=['"02"'])
    says: str = Field(description=_TEXT)
    verdict: Verdict | None = Field(None, description=f"one of {', '.join(VERDICTS)}", examples=["depends"])
    why: str = Field(description=_TEXT)
    no_fact: str = Field("", description=_TEXT)
    unshown: str = Field("", description=_TEXT)


class Claims(BaseModel):
    """Documents by their names, with their titles, and all claims."""

    model_config = _STRICT
    documents: dict[str, str] = Field(description="a title for each document's name")
    claims: list[Claim] = Field(description="a list of claims")


@dataclass(frozen=True)
class ClaimFile:
    """A file with what it says."""

    file: YamlFile
    documents: Mapping[str, str]
    claims: tuple[Claim, ...]

    def of(self, document: str) -> Iterator[tuple[int, Claim]]:
        """A document's claims with their places in the file."""
        yield from ((at, claim) for at, claim in enumerate(self.claims) if claim.document == document)


def read_claims(path: Path) -> ClaimFile:
    """The claims of a file. Raises YamlError with all that is wrong with it."""
    file = YamlFile(path, what="file of claims")
    said = file.held_to(Claims)
    return ClaimFile(file, said.documents, tuple(said.claims))
