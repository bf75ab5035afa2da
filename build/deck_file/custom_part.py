"""Texts of our own inside a deck, as custom XML parts: PowerPoint shows nothing of them and keeps them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from xml.sax.saxutils import escape

from lxml import etree
from pptx.opc.constants import CONTENT_TYPE as CT
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.package import Package

BUILT = "urn:coursewright:built"  # what the deck looked like when it was built
SHOWN = "urn:coursewright:shown"  # what the deck shows, and where its numbers come from
SPEC = "urn:coursewright:spec"  # from which spec it was built

_FOLDER = "/customXml/"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SCHEMA = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"


def add_text(package: Package, namespace: str, text: str) -> None:
    """Put a text into a package, in an element named like the last word of its namespace."""
    there = package.main_document_part.rels.values()
    number = sum(relation.reltype == RT.CUSTOM_XML for relation in there) + 1
    name = _element(namespace)
    id_ = f"{{{uuid.uuid5(uuid.NAMESPACE_URL, namespace)}}}".upper()
    about = (
        f'{_HEAD}<ds:datastoreItem ds:itemID="{id_}" xmlns:ds="{_SCHEMA}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{namespace}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    content = f'{_HEAD}<{name} xmlns="{namespace}">{escape(text)}</{name}>'
    item = Part(PackURI(f"{_FOLDER}item{number}.xml"), CT.XML, package, content.encode("utf-8", "replace"))
    properties = PackURI(f"{_FOLDER}itemProps{number}.xml")
    item.relate_to(Part(properties, CT.OFC_CUSTOM_XML_PROPERTIES, package, about.encode()), RT.CUSTOM_XML_PROPS)
    package.main_document_part.relate_to(item, RT.CUSTOM_XML)


def find_texts(package: Package, namespace: str) -> Iterator[str]:
    """The texts of a namespace that a package has; what cannot be read is passed over."""
    for part in package.iter_parts():
        if str(part.partname).startswith(_FOLDER) and namespace.encode() in part.blob:
            try:
                root = etree.fromstring(part.blob, etree.XMLParser(huge_tree=True, resolve_entities=False))
            except etree.XMLSyntaxError:
                continue
            if root.tag == f"{{{namespace}}}{_element(namespace)}":
                yield root.text or ""


def _element(namespace: str) -> str:
    return namespace.rpartition(":")[2]
