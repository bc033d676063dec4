"""Folding of printed labels for matching. What is folded here is never stored: raw text stays as printed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import opencc

# （一）  一、  1.  1、  and the remains of one whose numeral was lost ("、本年新收…").
_NUMBERING = re.compile(
    r"^(?:\((?:[一二三四五六七八九十]{1,3}|\d{1,2})\)|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、)](?!\d))"
)
_OWN_NUMBER = re.compile(r"\(?([一二三四五六七八九十]{1,3}|\d{1,2})(?:\)|[.、](?!\d))")
_NOT_WORD = re.compile(r"[\W_]+")
# Copies in traditional characters carry the reading of single characters: 規(guī)章, 現(xiàn)行有效件數.
_GLOSS = re.compile(r"(?<=[\u4e00-\u9fff])\([a-z\u00e0-\u01dc]{1,7}\)")
# A filling note behind a label: 规章(县级无此项). Some fill several lines.
_NOTE = re.compile(r"(?P<label>[^(]{2,20})\(.*\)", re.DOTALL)
_SIMPLIFY = opencc.OpenCC("t2s")

MAX_NOTED = 400  # characters of a label with its note
MAX_LABEL = 200  # characters; the longest label of the forms has 46, so a longer text is prose, not a label


@lru_cache(maxsize=65536)
def simplify(text: str) -> str:
    """Compatibility forms (full width) and traditional characters folded to plain simplified ones."""
    text = unicodedata.normalize("NFKC", text)
    return text if text.isascii() else _SIMPLIFY.convert(text)


@lru_cache(maxsize=65536)
def fold(label: str) -> str:
    """A label reduced to what tells it from others: simplified, no white space, numbering or punctuation.

    >>> fold("（二） 部分公開（區分處理的，只計這一情形，不計其他情形）")
    '部分公开区分处理的只计这一情形不计其他情形'
    """
    if len(label) > MAX_LABEL:
        return ""
    text = _GLOSS.sub("", "".join(simplify(label).split()))
    return _NOT_WORD.sub("", _NUMBERING.sub("", text))


@lru_cache(maxsize=4096)
def number_of_label(label: str) -> str | None:
    """The numeral that a label begins with, as printed; None where it has none.

    >>> number_of_label("（三）不予公开"), number_of_label("1.属于国家秘密"), number_of_label("自然人")
    ('三', '1', None)
    """
    match = _OWN_NUMBER.match("".join(simplify(label[:MAX_LABEL]).split()))
    return match[1] if match else None


def without_note(label: str) -> str | None:
    """A label, folded, without the note in brackets that it ends in; None where it ends in none.

    For labels that no bracket of their own tells from others, such as the rows of Article 20.

    >>> without_note("规章（县级无此项）")
    '规章'
    """
    if len(label) > MAX_NOTED or (noted := _NOTE.fullmatch(simplify(label).strip())) is None:
        return None
    return fold(noted["label"])
