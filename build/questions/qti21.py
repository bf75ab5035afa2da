"""Questions as a QTI 2.1 package: an item a file, a test that draws one of each question's variants, and a manifest.

https://www.imsglobal.org/question/qtiv2p1/imsqti_infov2p1.html. Every kind has an interaction of its own here, and
every mistake its feedback.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from build.questions.model import AnyQuestion, Bank, Choice, Family, Match, Mistake, Number, Open, Order
from build.questions.said_words import explained, heading_of, kinds_word, mistakes_of
from build.questions.words import html, paragraphs, plain, without_strokes
from build.questions.xml_parts import Element, blocks, document, element, inline, write_zip
from build.spec.deck import Text
from build.spec.said import ENGLISH, Said, said_in

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
PACKAGING = "http://www.imsglobal.org/xsd/imscp_v1p1"
_RIGHT, _WRONG, _GENERAL = "RIGHT", "WRONG", "GENERAL"


def write_qti21(bank: Bank, path: Path) -> None:
    """The package as a zip file."""
    files = {
        f"items/{name}.xml": document(item(question, name, said_in(bank.language))) for name, question in _named(bank)
    }
    test = {"test.xml": document(_test(bank))}
    write_zip(path, {"imsmanifest.xml": document(_manifest(bank)), **test, **files})


def _named(bank: Bank) -> list[tuple[str, AnyQuestion]]:
    return [
        (_name(family, place), question)
        for family in bank.families
        for place, question in enumerate(family.variants, 1)
    ]


def _name(family: Family, place: int) -> str:
    return family.first.id if len(family.variants) == 1 else f"{family.first.id}-{place}"


# ---- an item ----------------------------------------------------------------------------------------
def item(question: AnyQuestion, name: str, said: Said = ENGLISH) -> Element:
    """One question as a file."""
    cardinality, base, right = _response(question)
    response = element("responseDeclaration", identifier="RESPONSE", cardinality=cardinality, baseType=base)
    if right:
        response.append(element("correctResponse", *(element("value", value) for value in right)))
    score = element(
        "outcomeDeclaration", element("defaultValue", element("value", "0")),
        identifier="SCORE", cardinality="single", baseType="float",
    )  # fmt: skip
    feedback = element("outcomeDeclaration", identifier="FEEDBACK", cardinality="multiple", baseType="identifier")
    return element(
        "assessmentItem", response, score, feedback, _body(question, said), _processing(question), *_feedback(question),
        xmlns=NAMESPACE, identifier=name, title=plain(question.stem)[:120], adaptive="false", timeDependent="false",
    )  # fmt: skip


def _response(question: AnyQuestion) -> tuple[str, str, list[str]]:
    """Cardinality, type and right values of a response."""
    if isinstance(question, Open):
        return "single", "string", []
    if isinstance(question, Number):
        assert question.value is not None
        return "single", "float", [f"{question.value.number:.12g}"]
    if isinstance(question, Choice):
        return "single", "identifier", [_RIGHT]
    if isinstance(question, Order):
        return "ordered", "identifier", [f"ITEM{place}" for place, _ in enumerate(question.items, 1)]
    return "multiple", "directedPair", [f"LEFT{place} RIGHT{place}" for place, _ in enumerate(question.pairs, 1)]


def _body(question: AnyQuestion, said: Said) -> Element:
    prompt = element("prompt", *inline(question.stem))
    task = kinds_word(question, said)
    if task:
        prompt.append(element("br"))
        prompt[-1].tail = task
    if isinstance(question, Number):
        unit = f" {question.value.unit}" if question.value and question.value.unit else ""
        field = element("textEntryInteraction", responseIdentifier="RESPONSE", expectedLength="12")
        return element("itemBody", element("p", *inline(question.stem)), element("p", field, unit))
    asked: Element
    if isinstance(question, Open):
        asked = element("extendedTextInteraction", prompt, responseIdentifier="RESPONSE", expectedLines="6")
    elif isinstance(question, Choice):
        options = [_option("simpleChoice", _RIGHT, question.answer)]
        options += [_option("simpleChoice", f"MISTAKE{i}", m.answer) for i, m in enumerate(question.mistakes, 1)]
        asked = element(
            "choiceInteraction", prompt, *options, responseIdentifier="RESPONSE", shuffle="true", maxChoices="1"
        )
    elif isinstance(question, Order):
        items = [_option("simpleChoice", f"ITEM{i}", text) for i, text in enumerate(question.items, 1)]
        asked = element("orderInteraction", prompt, *items, responseIdentifier="RESPONSE", shuffle="true")
    else:
        sides = [
            element("simpleMatchSet", *(
                _option("simpleAssociableChoice", f"{side}{i}", pair[which], matchMax="1")
                for i, pair in enumerate(question.pairs, 1)
            ))
            for which, side in enumerate(("LEFT", "RIGHT"))
        ]  # fmt: skip
        most = str(len(question.pairs))
        asked = element(
            "matchInteraction", prompt, *sides, responseIdentifier="RESPONSE", shuffle="true", maxAssociations=most
        )
    return element("itemBody", asked)


def _option(tag: str, name: str, text: Text, **more: str) -> Element:
    return element(tag, *inline(text), identifier=name, **more)


# ---- what counts ------------------------------------------------------------------------------------
def _variable(name: str = "RESPONSE") -> Element:
    return element("variable", identifier=name)


def _base(kind: str, value: str) -> Element:
    return element("baseValue", value, baseType=kind)


def _set(name: str, *value: Element) -> Element:
    return element("setOutcomeValue", *value, identifier=name)


def _say(name: str) -> Element:
    """Show a feedback beside those that are shown already."""
    shown = element("multiple", _variable("FEEDBACK"), _base("identifier", name))
    return _set("FEEDBACK", shown)


def _processing(question: AnyQuestion) -> Element:
    """Right answers get a point; a mistake is named; whatever was answered, why it is so is told."""
    made = element("responseProcessing")
    if not isinstance(question, Open):
        right = element("responseIf", _is_right(question), _set("SCORE", _base("float", "1")), _say(_RIGHT))
        made.append(element("responseCondition", right))
        for i, mistake in enumerate(question.mistakes, 1):
            if isinstance(question, Number) and mistake.value is None:
                continue
            told = element("responseIf", _is_made(question, mistake, i), _say(f"MISTAKE{i}"))
            made.append(element("responseCondition", told))
    if _general(question):
        made.append(_say(_GENERAL))
    return made


def _is_right(question: AnyQuestion) -> Element:
    if isinstance(question, Number):
        return _near(element("correct", identifier="RESPONSE"), question.tolerance)
    return element("match", _variable(), element("correct", identifier="RESPONSE"))


def _near(number: Element, tolerance: float) -> Element:
    """A response within a share of a number: the first of the two is what the tolerance is a share of."""
    percent = f"{tolerance * 100:g}"
    return element("equal", number, _variable(), toleranceMode="relative", tolerance=f"{percent} {percent}")


def _is_made(question: AnyQuestion, mistake: Mistake, place: int) -> Element:
    if isinstance(question, Number):
        assert mistake.value is not None
        near = _near(_base("float", f"{mistake.value.number:.12g}"), question.tolerance)
        return element("and", near, element("not", _is_right(question)))
    if isinstance(question, Choice):
        return element("match", _variable(), _base("identifier", f"MISTAKE{place}"))
    if isinstance(question, Match):
        pair = f"LEFT{mistake.places[0] + 1} RIGHT{mistake.places[1] + 1}"
        return element("member", _base("directedPair", pair), _variable())
    assert isinstance(question, Order)
    late, early = mistake.places
    orders = [
        element("and", _stands(late, first), _stands(early, then))
        for first in range(len(question.items))
        for then in range(first + 1, len(question.items))
    ]
    return element("or", *orders)


def _stands(item: int, place: int) -> Element:
    at_place = element("index", _variable(), n=str(place + 1))
    return element("match", at_place, _base("identifier", f"ITEM{item + 1}"))


# ---- what is told -----------------------------------------------------------------------------------
def _general(question: AnyQuestion) -> str:
    answer = paragraphs(question.answer) if isinstance(question, Open) else ""
    points = question.points if isinstance(question, Open) else ()
    listed = f"<ul>{''.join(f'<li>{plain_markup(point)}</li>' for point in points)}</ul>" if points else ""
    return answer + listed + paragraphs(explained(question))


def plain_markup(text: Text) -> str:
    """A text as the HTML that QTI knows."""
    return without_strokes(html(text, tag="strong"))


def _feedback(question: AnyQuestion) -> list[Element]:
    """Feedback by its name."""
    told = [] if isinstance(question, Open) else [(_RIGHT, "<p>Right.</p>")]
    for i, mistake in enumerate(mistakes_of(question), 1):
        heading, words = plain_markup(heading_of(mistake)), plain_markup(mistake.feedback)
        told.append((f"MISTAKE{i}", f"<p><strong>{heading}</strong></p><p>{words}</p>"))
    if general := _general(question):
        told.append((_GENERAL, general))
    return [
        element("modalFeedback", *blocks(words), outcomeIdentifier="FEEDBACK", identifier=name, showHide="show")
        for name, words in told
    ]


# ---- the package ------------------------------------------------------------------------------------
def _test(bank: Bank) -> Element:
    sections = []
    for family in bank.families:
        names = [_name(family, place) for place, _ in enumerate(family.variants, 1)]
        references = [element("assessmentItemRef", identifier=name, href=f"items/{name}.xml") for name in names]
        draws = [element("selection", select="1")] if len(names) > 1 else []
        identifier = f"section-{family.first.id}"
        sections.append(
            element("assessmentSection", *draws, *references, identifier=identifier, title=identifier, visible="false")
        )
    part = element("testPart", *sections, identifier="part", navigationMode="nonlinear", submissionMode="individual")
    return element("assessmentTest", part, xmlns=NAMESPACE, identifier=_identifier(bank.name), title=plain(bank.title))


def _identifier(name: str) -> str:
    return name if name[:1].isalpha() or name[:1] == "_" else f"_{name}"


def _manifest(bank: Bank) -> Element:
    """What the package holds, as IMS content packaging 1.1 says it."""
    names = [name for name, _ in _named(bank)]
    items = [_resource(f"item-{name}", "imsqti_item_xmlv2p1", f"items/{name}.xml", ()) for name in names]
    test = _resource("test", "imsqti_test_xmlv2p1", "test.xml", [f"item-{name}" for name in names])
    about = element("metadata", element("schema", "QTIv2.1 Package"), element("schemaversion", "1.0.0"))
    return element(
        "manifest", about, element("organizations"), element("resources", test, *items),
        xmlns=PACKAGING, identifier=_identifier(f"{bank.name}-package"),
    )  # fmt: skip


def _resource(identifier: str, kind: str, href: str, needs: Sequence[str]) -> Element:
    depends = [element("dependency", identifierref=name) for name in needs]
    return element("resource", element("file", href=href), *depends, identifier=identifier, type_=kind, href=href)
