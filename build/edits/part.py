"""The snapshot inside the deck that it is of, as a custom part, which other programs keep."""

from __future__ import annotations

import uuid
from xml.sax.saxutils import escape

from lxml import etree
from pptx.opc.constants import CONTENT_TYPE as CT
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.package import Package

from build.edits.snapshot import Snapshot, dumps, loads

_NAMESPACE = "urn:coursewright:built"
_ID = f"{{{uuid.uuid5(uuid.NAMESPACE_URL, _NAMESPACE)}}}".upper()
_FOLDER = "/customXml/"
_PROPERTIES = (
    f'<ds:datastoreItem ds:itemID="{_ID}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml">'
    f'<ds:schemaRefs><ds:schemaRef ds:uri="{_NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def add_snapshot(package: Package, snapshot: Snapshot) -> None:
    """Put the snapshot into the package of its deck."""
    content = f'{_HEAD}<built xmlns="{_NAMESPACE}">{escape(dumps(snapshot))}</built>'
    item = Part(PackURI(f"{_FOLDER}item1.xml"), CT.XML, package, content.encode())
    about = Part(
        PackURI(f"{_FOLDER}itemProps1.xml"), CT.OFC_CUSTOM_XML_PROPERTIES, package, (_HEAD + _PROPERTIES).encode()
    )
    item.relate_to(about, RT.CUSTOM_XML_PROPS)
    package.main_document_part.relate_to(item, RT.CUSTOM_XML)


def find_snapshot(package: Package) -> Snapshot | None:
    """The snapshot that was put into a deck; None where there is none that can be read."""
    for part in package.iter_parts():
        if str(part.partname).startswith(_FOLDER) and _NAMESPACE.encode() in part.blob:
            try:
                root = etree.fromstring(part.blob, etree.XMLParser(huge_tree=True, resolve_entities=False))
                if root.tag == f"{{{_NAMESPACE}}}built":
                    return loads(root.text or "")
            except (etree.XMLSyntaxError, ValueError):
                continue
    return None
