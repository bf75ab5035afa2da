"""What a client may ask, field by field, as OpenAI's interface has it.

A field that is known and would change the answer, but that this server cannot follow, is refused by name: an answer
that ignores it would be wrong without a word. So is a field that nobody knows. One that is null is as if it were left
out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from engine.reply import LONGEST_STOP
from engine.server.drawing import Drawing
from engine.server.errors import BRANCH
from engine.serving.request import MOST_LOGPROBS

MOST_ANSWERS = 128
MOST_STOPS = 4
MOST_PROMPTS = 128
TOKEN_IDS = (0, 2**31 - 1)

TokenId = Annotated[int, Field(ge=TOKEN_IDS[0], le=TOKEN_IDS[1], strict=True)]
WrittenId = Annotated[int, Field(ge=TOKEN_IDS[0], le=TOKEN_IDS[1])]  # a name in JSON is a text
StopText = Annotated[str, Field(min_length=1, max_length=LONGEST_STOP)]
Bias = Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: Any) -> Any:
        return {name: value for name, value in data.items() if value is not None} if isinstance(data, dict) else data


def _one_of(kind_of: Callable[[Any], str | None], says: str) -> Discriminator:
    """Tells by its looks what a value is meant to be, so that what is wrong is said of that alone."""
    return Discriminator(kind_of, custom_error_type="wrong_kind", custom_error_message=says)


def _kind_of_prompt(prompt: Any) -> str | None:
    first = prompt[0] if isinstance(prompt, list) and prompt else None
    if isinstance(prompt, str):
        return TEXT
    if isinstance(first, str):
        return TEXTS
    if isinstance(first, list):
        return MANY_IDS
    return IDS if isinstance(first, int) else None


def _kind_of_content(content: Any) -> str | None:
    return TEXT if isinstance(content, str) else PARTS if isinstance(content, list) else None


TEXT, TEXTS, IDS, MANY_IDS, PARTS = (f"{BRANCH}{name}›" for name in ("text", "texts", "ids", "many ids", "parts"))
PROMPT = "a prompt is a text, a list of texts, a list of token ids or a list of such lists, and none of them is empty"


class StreamOptions(Strict):
    """`include_usage` adds a last chunk with the usage; `continuous_usage_stats` adds it to every chunk."""

    include_usage: bool = False
    continuous_usage_stats: bool = False
    include_obfuscation: bool = False


class Asked(Strict):
    """What both ways of asking share."""

    model: str
    temperature: Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)] = 1.0
    top_p: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] = 1.0
    top_k: Annotated[int | None, Field(ge=1)] = None
    min_p: Annotated[float | None, Field(ge=0, le=1, allow_inf_nan=False)] = None
    repetition_penalty: Annotated[float, Field(gt=1e-6, le=1e6, allow_inf_nan=False)] = 1.0
    presence_penalty: Annotated[float, Field(ge=-2, le=2, allow_inf_nan=False)] = 0.0
    frequency_penalty: Annotated[float, Field(ge=-2, le=2, allow_inf_nan=False)] = 0.0
    logit_bias: Annotated[dict[WrittenId, Bias] | None, Field(max_length=1000)] = None
    n: Annotated[int, Field(ge=1, le=MOST_ANSWERS)] = 1
    seed: Annotated[int | None, Field(ge=-(2**63), le=2**63 - 1)] = None
    stop: Annotated[
        list[StopText],
        Field(max_length=MOST_STOPS),
        BeforeValidator(lambda stop: [stop] if isinstance(stop, str) else stop, json_schema_input_type=str | list[str]),
    ] = []
    stop_token_ids: Annotated[list[TokenId], Field(max_length=1000)] = []
    ignore_eos: bool = False
    priority: Annotated[int, Field(ge=-1000, le=1000)] = 0
    cache_salt: Annotated[str, Field(max_length=1000)] = ""
    stream: bool = False
    stream_options: StreamOptions | None = None
    user: str | None = None
    metadata: dict[str, str] | None = None
    store: Literal[False] | None = None
    safety_identifier: str | None = None
    prompt_cache_key: str | None = None

    @model_validator(mode="after")
    def _streams_where_it_says_how(self) -> Asked:
        if self.stream_options is not None and not self.stream:
            raise ValueError("stream_options is for stream=true only")
        return self

    @property
    def sends_usage(self) -> bool:
        return self.stream_options is not None and self.stream_options.include_usage

    @property
    def sends_usage_always(self) -> bool:
        return self.sends_usage and self.stream_options is not None and self.stream_options.continuous_usage_stats

    def sampling(self) -> Drawing:
        """How tokens are drawn. At temperature 0 what would narrow a draw has nothing to narrow, and is left out."""
        drawn = self.temperature > 0
        return Drawing(
            temperature=self.temperature,
            top_k=self.top_k if drawn else None,
            top_p=self.top_p if drawn and self.top_p < 1 else None,
            min_p=self.min_p if drawn else None,
            repetition_penalty=self.repetition_penalty,
            seed=self.seed,
            presence_penalty=self.presence_penalty,
            frequency_penalty=self.frequency_penalty,
            logit_bias=tuple((self.logit_bias or {}).items()),
        )


class CompletionAsked(Asked):
    """POST /v1/completions."""

    prompt: Annotated[
        Annotated[str, Tag(TEXT)]
        | Annotated[list[str], Field(max_length=MOST_PROMPTS), Tag(TEXTS)]
        | Annotated[list[TokenId], Tag(IDS)]
        | Annotated[list[Annotated[list[TokenId], Field(min_length=1)]], Field(max_length=MOST_PROMPTS), Tag(MANY_IDS)],
        _one_of(_kind_of_prompt, PROMPT),
    ]
    max_tokens: Annotated[int | None, Field(ge=1)] = 16
    logprobs: Annotated[int | None, Field(ge=0, le=MOST_LOGPROBS)] = None
    echo: bool = False
    best_of: Literal[1] | None = None

    @property
    def prompts(self) -> list[str] | list[list[int]]:
        prompt: Any = self.prompt
        return [prompt] if isinstance(prompt, str) or isinstance(prompt[0], int) else prompt


class TextPart(Strict):
    type: Literal["text"]
    text: str


class Message(Strict):
    role: Literal["system", "developer", "user", "assistant"]
    content: Annotated[
        Annotated[str, Tag(TEXT)] | Annotated[list[TextPart], Field(min_length=1), Tag(PARTS)],
        _one_of(_kind_of_content, "content is a text, or a list of parts of the type text"),
    ]
    name: str | None = None

    @property
    def text(self) -> str:
        return self.content if isinstance(self.content, str) else "".join(part.text for part in self.content)


class ResponseFormat(Strict):
    type: Literal["text"]


class ChatAsked(Asked):
    """POST /v1/chat/completions."""

    messages: Annotated[list[Message], Field(min_length=1)]
    max_tokens: Annotated[int | None, Field(ge=1)] = None
    max_completion_tokens: Annotated[int | None, Field(ge=1)] = None
    logprobs: bool | None = None
    top_logprobs: Annotated[int | None, Field(ge=0, le=MOST_LOGPROBS)] = None
    response_format: ResponseFormat | None = None
    modalities: list[Literal["text"]] | None = None

    @model_validator(mode="after")
    def _ranks_where_it_asks_for_chances(self) -> ChatAsked:
        if self.top_logprobs is not None and not self.logprobs:
            raise ValueError("top_logprobs is for logprobs=true only")
        return self

    @property
    def most_tokens(self) -> int | None:
        return self.max_completion_tokens or self.max_tokens
