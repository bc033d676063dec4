"""What DOCX and XLSX share: parts of XML and the relations between them, read with nothing switched on that hostile
files use (ECMA-376 part 2)."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from lxml import etree

from transform.layouts.zipped import Package, PackageError

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from one part to another: the last word of its type (``worksheet``), and the part's name."""

    kind: str
    target: str


def parse(part: bytes, name: str) -> etree._Element:
    """The root of a part. Entities are not expanded, nothing is fetched, depth and names are bounded by libxml2.

    Office never writes a document type; one that is there wants to harm (entities that multiply) and is refused.
    Raises PackageError, and MemoryError where the tree does not fit.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        if any(entry.type == etree.ErrorTypes.ERR_NO_MEMORY for entry in parser.error_log):
            raise MemoryError(name) from error
        raise PackageError(
            "carrier_not_read", f"{name}: expected XML as Office writes it, found a damaged part: {error}"
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise PackageError(
            "carrier_not_read",
            f"{name}: expected XML as Office writes it, found a document type in it; not read",
        )
    return root


def relations(package: Package, name: str) -> dict[str, Relation]:
    """The relations of a part by their ids (of the package itself for an empty name); empty where it has none."""
    folder, file = posixpath.split(name)
    rels = posixpath.join(folder, "_rels", f"{file}.rels")
    part = package.part(rels)
    if part is None:
        return {}
    return {
        relation.get("Id", ""): Relation(
            relation.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
        )
        for relation in parse(part, rels).iter(_RELATION)
    }


def main_part(package: Package, usual: str) -> tuple[str, etree._Element]:
    """Name and root of the document itself: the part that the package names, else the one of the usual name."""
    named = (found.target for found in relations(package, "").values() if found.kind == "officeDocument")
    name = next(named, usual)
    part = package.part(name)
    if part is None:
        raise PackageError("carrier_not_read", f"expected an Office document, found no part {name} in it")
    return name, parse(part, name)
