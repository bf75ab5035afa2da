"""Questions as a QTI 1.2 package, as Canvas, Moodle and others read it: a file of questions and a manifest.

https://www.imsglobal.org/question/qtiv1p2/imsqti_asi_infov1p2.html. A question with several variants is a section from
which one is drawn. An order is a match with places, as the format's readers know no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from build.questions.model import AnyQuestion, Bank, Choice, Family, Match, Number, Open, Order
from build.questions.said_words import explained, heading_of, kinds_word, mistakes_of
from build.questions.words import html, paragraphs, plain
from build.questions.xml_parts import Element, document, element, write_zip
from build.spec.deck import Text, Words
from build.spec.said import Said, said_in

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_KINDS = {Open: "essay_question", Number: "numerical_question", Choice: "multiple_choice_question"}
_MATCHING = "matching_question"


def write_qti12(bank: Bank, path: Path) -> None:
    """The package as a zip file."""
    name = f"{bank.name}/{bank.name}.xml"
    write_zip(path, {"imsmanifest.xml": document(_manifest(bank, name)), name: document(qti12(bank))})


def qti12(bank: Bank) -> Element:
    """The file of questions."""
    root = element("section", ident="root_section")
    for family in bank.families:
        items = [_item(question, bank, place) for place, question in enumerate(family.variants, 1)]
        root.extend(items if len(items) == 1 else [_drawn(family, items, bank)])
    about = element("qtimetadata", *_fields(cc_maxattempts="unlimited"))
    assessment = element("assessment", about, root, ident=f"{bank.name}-12", title=plain(bank.title))
    return element("questestinterop", assessment, xmlns=NAMESPACE)


def _drawn(family: Family, items: Sequence[Element], bank: Bank) -> Element:
    selection = element("selection", element("selection_number", "1"))
    order = element("selection_ordering", selection)
    title = plain(family.first.stem)[:100]
    return element("section", order, *items, ident=f"{bank.name}-{family.first.id}", title=title)


def _item(question: AnyQuestion, bank: Bank, place: int) -> Element:
    kind = _KINDS.get(type(question), _MATCHING)
    fields = _fields(question_type=kind, points_possible="1.0")
    told = list(_told(question))
    parts = [
        element("itemmetadata", element("qtimetadata", *fields)),
        _presentation(question, said_in(bank.language)),
        _processing(question, [ident for ident, _ in told]),
        *(element("itemfeedback", element("flow_mat", _material(words)), ident=ident) for ident, words in told),
    ]
    ident = f"{bank.name}-{question.id}-{place}"
    return element("item", *parts, ident=ident, title=question.id)


def _fields(**values: str) -> list[Element]:
    return [
        element("qtimetadatafield", element("fieldlabel", label), element("fieldentry", entry))
        for label, entry in values.items()
    ]


def _material(markup: str) -> Element:
    """Paragraphs of HTML."""
    return element("material", element("mattext", markup, texttype="text/html"))


def _words(text: Text) -> Element:
    """Words alone: sides of a match stand in lists to choose from, where no program shows HTML."""
    return element("material", element("mattext", plain(text), texttype="text/plain"))


def _stem(question: AnyQuestion, said: Said) -> str:
    unit = question.value.unit if isinstance(question, Number) and question.value else ""
    words = [html(question.stem, tag="strong"), f"({unit})" if unit else "", kinds_word(question, said)]
    return f"<p>{' '.join(filter(None, words))}</p>"


# ---- what is asked ----------------------------------------------------------------------------------
def _presentation(question: AnyQuestion, said: Said) -> Element:
    shown = element("presentation", _material(_stem(question, said)))
    if isinstance(question, Open | Number):
        decimal = {"fibtype": "Decimal"} if isinstance(question, Number) else {}
        field = element("render_fib", element("response_label", ident="answer1"), **decimal)
        shown.append(element("response_str", field, ident="response1", rcardinality="Single"))
    elif isinstance(question, Choice):
        options = [
            _label("right", question.answer),
            *(_label(f"wrong{i}", m.answer) for i, m in enumerate(question.mistakes, 1)),
        ]
        render = element("render_choice", *options, shuffle="Yes")
        shown.append(element("response_lid", render, ident="response1", rcardinality="Single"))
    else:
        pairs = _pairs(question)
        rights = [right for _, right in pairs]
        for i, (left, _) in enumerate(pairs, 1):
            labels = [element("response_label", _words(one), ident=f"right{j}") for j, one in enumerate(rights, 1)]
            asked = (_words(left), element("render_choice", *labels))
            shown.append(element("response_lid", *asked, ident=f"response{i}"))
    return shown


def _label(ident: str, text: Text) -> Element:
    return element("response_label", _material(f"<p>{html(text, tag='strong')}</p>"), ident=ident)


def _pairs(question: AnyQuestion) -> Sequence[tuple[Text, Text]]:
    """Both sides of what is to be matched; of an order, items and their places."""
    if isinstance(question, Order):
        return [(item, Text((Words(text=str(place)),))) for place, item in enumerate(question.items, 1)]
    return question.pairs if isinstance(question, Match) else ()


# ---- what counts ------------------------------------------------------------------------------------
def _processing(question: AnyQuestion, told: Sequence[str]) -> Element:
    outcome = element("decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    made = element("resprocessing", element("outcomes", outcome))
    general = element("displayfeedback", feedbacktype="Response", linkrefid="general_fb")
    if "general_fb" in told:
        made.append(element("respcondition", element("conditionvar", element("other")), general, continue_="Yes"))
    if isinstance(question, Number):
        assert question.value is not None
        made.append(_when([_between(question.value.number, question.tolerance)], score="100"))
        for i, mistake in enumerate(question.mistakes, 1):
            if mistake.value is not None:
                made.append(_when([_between(mistake.value.number, question.tolerance)], told=f"mistake{i}_fb"))
    elif isinstance(question, Choice):
        made.append(_when([element("varequal", "right", respident="response1")], score="100"))
        for i, _ in enumerate(question.mistakes, 1):
            made.append(_when([element("varequal", f"wrong{i}", respident="response1")], told=f"mistake{i}_fb"))
    elif not isinstance(question, Open):
        share = f"{100 / len(_pairs(question)):.2f}"
        for i, _ in enumerate(_pairs(question), 1):
            equal = element("varequal", f"right{i}", respident=f"response{i}")
            made.append(_when([equal], score=share, action="Add", goes_on=True))
        for i, mistake in enumerate(question.mistakes, 1):
            made.append(_when(_taken(question, mistake.places), told=f"mistake{i}_fb", goes_on=True))
    return made


def _taken(question: AnyQuestion, places: tuple[int, int]) -> list[Element]:
    """When a mistake of a match or an order was made."""
    if not isinstance(question, Order):
        return [element("varequal", f"right{places[1] + 1}", respident=f"response{places[0] + 1}")]
    late, early = places
    orders = [
        element(
            "and",
            element("varequal", f"right{first + 1}", respident=f"response{late + 1}"),
            element("varequal", f"right{then + 1}", respident=f"response{early + 1}"),
        )
        for first in range(len(question.items))
        for then in range(first + 1, len(question.items))
    ]
    return [element("or", *orders)]


def _when(
    conditions: Sequence[Element], *, score: str = "", told: str = "", action: str = "Set", goes_on: bool = False
) -> Element:
    made = element("respcondition", element("conditionvar", *conditions), continue_="Yes" if goes_on else "No")
    if score:
        made.append(element("setvar", score, action=action, varname="SCORE"))
    if told:
        made.append(element("displayfeedback", feedbacktype="Response", linkrefid=told))
    return made


def _between(number: float, tolerance: float) -> Element:
    """A number within its tolerance."""
    low, high = sorted((number * (1 - tolerance), number * (1 + tolerance)))
    exact = element("varequal", f"{number:.12g}", respident="response1")
    least = element("vargte", f"{low:.12g}", respident="response1")
    most = element("varlte", f"{high:.12g}", respident="response1")
    return element("or", exact, element("and", least, most))


# ---- what is told -----------------------------------------------------------------------------------
def _told(question: AnyQuestion) -> Iterator[tuple[str, str]]:
    """Feedback by its name: that of each mistake, and what everybody is told."""
    general = paragraphs(question.answer) if isinstance(question, Open) else ""
    if isinstance(question, Open) and question.points:
        general += f"<ul>{''.join(f'<li>{html(point)}</li>' for point in question.points)}</ul>"
    general += paragraphs(explained(question))
    if general:
        yield "general_fb", general
    for i, mistake in enumerate(mistakes_of(question), 1):
        heading, feedback = html(heading_of(mistake), tag="em"), html(mistake.feedback, tag="strong")
        yield f"mistake{i}_fb", f"<p><strong>{heading}.</strong> {feedback}</p>"


def _manifest(bank: Bank, file: str) -> Element:
    """What the package holds, as IMS content packaging 1.1.3 says it."""
    about = element("metadata", element("schema", "IMS Content"), element("schemaversion", "1.1.3"))
    resource = element(
        "resource", element("file", href=file), identifier=f"{bank.name}-questions", type_="imsqti_xmlv1p2", href=file
    )
    return element(
        "manifest", about, element("organizations"), element("resources", resource),
        identifier=f"{bank.name}-package", xmlns="http://www.imsglobal.org/xsd/imscp_v1p1",
    )  # fmt: skip
