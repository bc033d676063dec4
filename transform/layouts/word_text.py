"""The text a paragraph of WordprocessingML prints (ECMA-376 part 1, §17.3)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from transform.layouts.widthless import without_widthless

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
PICTURES = (W + "drawing", W + "pict", W + "object")

# Wrappers whose content is printed where they stand.
_OPEN = frozenset(
    W + name
    for name in (
        "sdt",
        "sdtContent",
        "ins",
        "moveTo",
        "smartTag",
        "customXml",
        "hyperlink",
        "fldSimple",
        "dir",
        "bdo",
    )
)
# Tracked deletions, the text that is read aloud above characters, notes on properties.
_UNSEEN = frozenset(
    W + name
    for name in (
        "del",
        "moveFrom",
        "rt",
        "pPr",
        "rPr",
        "sdtPr",
        "sdtEndPr",
        "instrText",
        "delText",
        "tblPr",
        "tblGrid",
    )
)
_CHARACTERS = {
    W + "tab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
    W + "sym": "\ufffd",  # a character of a symbol font: printed, and nothing says which
}
_OFF = frozenset({"0", "false", "off", "none"})


def attribute(element: etree._Element, name: str) -> str:
    """A ``w:`` attribute, empty where it is not there."""
    return element.get(W + name) or ""


def is_on(toggle: etree._Element | None) -> bool:
    """Whether a property such as ``<w:vanish/>`` is set; one with a value of 0 is not."""
    return toggle is not None and attribute(toggle, "val") not in _OFF


def content(parent: etree._Element) -> Iterator[etree._Element]:
    """Children as printed: wrappers opened, unseen ones left out, one of several alternatives taken."""
    for child in parent:
        if child.tag in _OPEN:
            yield from content(child)
        elif child.tag == _MC + "AlternateContent":
            alternative = child.find(_MC + "Choice")
            if alternative is None:
                alternative = child.find(_MC + "Fallback")
            if alternative is not None:
                yield from content(alternative)
        elif child.tag not in _UNSEEN:
            yield child


def texts_of(paragraph: etree._Element) -> tuple[str, list[etree._Element]]:
    """Text of a paragraph, broken lines by ``\\n``, and the text boxes anchored in it."""
    parts: list[str] = []
    boxes: list[etree._Element] = []
    _collect(paragraph, parts, boxes)
    return without_widthless("".join(parts)), boxes


def _collect(parent: etree._Element, parts: list[str], boxes: list[etree._Element]) -> None:
    for child in content(parent):
        if child.tag == W + "r":
            _collect_run(child, parts, boxes)
        elif child.tag in (W + "t", _MATH_TEXT):
            parts.append(child.text or "")
        elif child.tag in _CHARACTERS:
            parts.append(_CHARACTERS[child.tag])
        elif child.tag == W + "txbxContent":
            boxes.append(child)
        elif isinstance(child.tag, str):
            _collect(child, parts, boxes)


def _collect_run(run: etree._Element, parts: list[str], boxes: list[etree._Element]) -> None:
    properties = run.find(W + "rPr")
    if properties is None:
        _collect(run, parts, boxes)
        return
    if any(is_on(properties.find(W + name)) for name in ("vanish", "strike", "dstrike")):
        return
    raised = properties.find(W + "vertAlign")
    if raised is not None and attribute(raised, "val") in ("superscript", "subscript"):
        # A footnote mark must not become the last digit of a figure.
        parts.append("\n")
        _collect(run, parts, boxes)
        parts.append("\n")
    else:
        _collect(run, parts, boxes)
