"""A quiz in the terminal: questions one after the other, answered with a few keys, wrong answers told by their mistake.

Reading and saying are given, so that the same conversation runs in a test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase

from build.questions.draw import drawn, shuffled
from build.questions.model import AnyQuestion, Bank, Choice, Match, Mistake, Number, Open, Order, Value
from build.questions.said_words import answer_of, heading_of, kind_word, within
from build.questions.words import plain
from build.spec.deck import Text
from build.spec.said import ENGLISH, Said, said_in
from build.spec.tool_words import ToolWords, tools_in

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
_LEAVE = ("q", "quit", "exit")
_YES = ("y", "yes")  # in every language


class LeftError(Exception):
    """Somebody has had enough."""


@dataclass
class Talk:
    """One run through the questions. `read` gives a line for a prompt, or raises EOFError."""

    bank: Bank
    seed: int
    read: Callable[[str], str]
    say: Callable[[str], None]
    right: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)

    @property
    def said(self) -> Said:
        return said_in(self.bank.language)

    @property
    def tools(self) -> ToolWords:
        return tools_in(self.bank.language)

    def run(self) -> None:
        """Ask all questions; ends early at `q` or where nothing more can be read."""
        said, tools, questions = self.said, self.tools, drawn(self.bank, self.seed)
        count = said.counted(tools.counted_questions, len(questions))
        self.say(tools.quiz_begins.format(plain(self.bank.title), count, self.seed, _LEAVE[0]))
        try:
            for place, question in enumerate(questions, 1):
                topic = f" · {plain(question.topic)}" if question.topic else ""
                self.say(f"\n{said.one_of_two.format(place, len(questions))} · {kind_word(question, said)}{topic}")
                self.say(plain(question.stem))
                (self.right if self._ask(question) else self.again).append(question.id)
        except (LeftError, EOFError):
            self.say("")
        done = len(self.right) + len(self.again)
        self.say(f"\n{tools.right_of.format(len(self.right), done)}")
        if self.again:
            self.say(tools.look_at_again.format(said.comma.join(self.again)))

    def _ask(self, question: AnyQuestion) -> bool:
        if isinstance(question, Open):
            good = self._open(question)
        else:
            good = self._closed(question)
            self.say(self.tools.is_right if good else self.tools.answer_is)
            if not good:
                self._list(answer_of(question))
        self._list(question.why)
        for way in question.ways:
            self.say(f"  {self.tools.see.format(way.target, way.title)}")
        return good

    def _closed(self, question: Number | Choice | Order | Match) -> bool:
        if isinstance(question, Number):
            return self._number(question)
        if isinstance(question, Choice):
            return self._choice(question)
        return self._places(question)

    def _line(self, prompt: str) -> str:
        line = self.read(prompt).strip()
        if line.casefold() in _LEAVE:
            raise LeftError
        return line

    def _list(self, texts: Sequence[Text]) -> None:
        for text in texts:
            self.say(f"  {plain(text)}")

    def _told(self, mistake: Mistake) -> None:
        self.say(f"! {plain(heading_of(mistake))}")
        self.say(f"  {plain(mistake.feedback)}")

    # ---- a kind each --------------------------------------------------------------------------------
    def _open(self, question: Open) -> bool:
        tools = self.tools
        self._line(f"{tools.own_words} ")
        self.say(tools.model_is)
        self._list(question.answer)
        had = [self._line(f"  {tools.had_it_asked.format(plain(point))} ").casefold() for point in question.points]
        return {*had} <= {*_YES, *tools.yes.casefold().split("|")}

    def _number(self, question: Number) -> bool:
        assert question.value is not None
        unit, said, tools = question.value.unit, self.said, self.tools
        near = within(question, said)
        asked = tools.a_number_in.format(unit, near) if unit else tools.a_number.format(near)
        given = read_number(self._line(f"{asked} "), unit, said)
        while given is None:
            given = read_number(self._line(f"  {tools.such_as.format(said.number('1.5'))} "), unit, said)
        answer = Value(given, unit)
        if question.value.is_near(answer, question.tolerance):
            return True
        made = (m for m in question.mistakes if m.value and m.value.is_near(answer, question.tolerance))
        if mistake := next(made, None):
            self._told(mistake)
        return False

    def _choice(self, question: Choice) -> bool:
        options = shuffled([None, *question.mistakes], self.seed, question)
        keys = ascii_lowercase[: len(options)]
        for key, option in zip(keys, options, strict=True):
            self.say(f"  {key}) {plain(option.answer if option else question.answer)}")
        chosen = self._keys(f"{self.tools.which} ", keys, 1)
        picked = options[keys.index(chosen[0])]
        if picked is not None:
            self._told(picked)
        return picked is None

    def _places(self, question: Order | Match) -> bool:
        """Items in an order, or right sides in the order of the left ones."""
        if isinstance(question, Order):
            there, prompt = list(question.items), self.tools.order_letters
        else:
            there, prompt = [right for _, right in question.pairs], self.tools.match_letters
            for number, (left, _) in enumerate(question.pairs, 1):
                self.say(f"  {number}. {plain(left)}")
        shown = shuffled(range(len(there)), self.seed, question)
        keys = ascii_lowercase[: len(there)]
        for key, place in zip(keys, shown, strict=True):
            self.say(f"  {key}) {plain(there[place])}")
        given = [shown[keys.index(key)] for key in self._keys(f"{prompt} ", keys, len(keys))]
        if given == sorted(given):
            return True
        for mistake in question.mistakes:
            first, second = mistake.places
            made = given.index(first) < given.index(second) if isinstance(question, Order) else given[first] == second
            if made:
                self._told(mistake)
        return False

    def _keys(self, prompt: str, keys: str, count: int) -> str:
        """So many different letters of those shown, asked for until they come."""
        while True:
            given = re.sub(r"[\s,;]+", "", self._line(prompt).casefold())
            if len(given) == count == len(set(given)) and set(given) <= set(keys):
                return given
            tools, ends = self.tools, (keys[0], keys[-1])
            prompt = f"  {tools.one_letter.format(*ends) if count == 1 else tools.letters.format(count, *ends)} "


def read_number(text: str, unit: str, said: Said = ENGLISH) -> float | None:
    """A number as people type it, with its unit or without: `0.54`, `0,54`, `536,870,912`, `0.54 GB`; with groups as
    the language has them, too: `536.870.912`."""
    text = text.strip().replace("−", "-").removeprefix("×").removesuffix(unit).strip() if unit else text.strip()
    if said.decimal == "," and re.fullmatch(r"[+-]?[1-9]\d{0,2}(?:[.\s]\d{3})+(?:,\d+)?", text):
        text = re.sub(r"[.\s]", "", text)
    if not text or not _NUMBER.fullmatch(text):
        return None
    if re.fullmatch(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        text = text.replace(",", "")
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def ask(bank: Bank, seed: int, *, read: Callable[[str], str] = input, say: Callable[[str], None] = print) -> None:
    """Go through a quiz with whoever sits at the keyboard."""
    Talk(bank, seed, read, say).run()
