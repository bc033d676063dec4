"""The walk over plain prose: figures and words for nothing, each given to the subject that its sentence names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from transform.claims import patterns as words
from transform.claims.figures import FIGURE, figure_places, read_figure
from transform.claims.statements import nothing_codes, nothings_in, statements_in
from transform.claims.subjects import Subject, subject_in

_STOPS = "。;!?:"
MAX_HITS = 1_000  # of a paragraph; real reports have up to 60 in all
_HEADING = 40  # a line up to this length without a stop at its end is a heading
_NEAR = 12  # characters in which 2件行政复议 names what the figure is of
_REACH = 160  # characters before a figure in which its subject is looked for
_TOPIC_OF_SECTION = {3: "applications", 4: "reviews"}
_DOCUMENT_COUNTERS = frozenset({"件", "个", "份", "部", "项", ""})
_ZERO, _ALL = Decimal(0), Decimal(100)


class Hit(NamedTuple):
    """A claim as found: places in the paragraph of its subject (``start``) and its figure or words."""

    code: str
    value: Decimal | None
    start: int
    figure_start: int
    end: int


@dataclass(slots=True)
class Prose:
    """Reads the paragraphs of one section in order: headings and sentences before tell what a figure is of."""

    section_no: int
    report_year: int | None
    topic: str | None = None  # what an elliptical 办结12件 is of
    heading_topic: str | None = None
    of_disclosure: bool = False  # the words before speak of disclosure, not of reviews of all kinds
    year: int | None = None  # the one that the sentence names
    last_code: str | None = None  # of the sentence
    is_comparing: bool = False
    is_cumulative: bool = False
    may_compare: bool = False  # the paragraph has words of comparison
    may_be_of_part: bool = False  # the paragraph has words for a part of the year or another
    hits: list[Hit] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.heading_topic = _TOPIC_OF_SECTION.get(self.section_no)

    def read(self, plain: str) -> list[Hit]:
        """The hits of one paragraph of plain text, in its order."""
        self.hits = []
        if len(plain) <= _HEADING and plain[-1:] not in _STOPS:
            if self._is_heading(plain):
                return self.hits
        elif not words.RELEVANT.search(plain) and self.heading_topic is None:
            return self.hits
        figures = figure_places(plain)
        statements = list(statements_in(plain, 0, len(plain)))
        if statements:
            self._walk(plain, figures, sorted([*figures, *statements], key=re.Match.start))
        elif figures:
            self._walk(plain, figures, figures)
        return self.hits

    def _is_heading(self, plain: str) -> bool:
        if figure_places(plain) or any(nothings_in(plain, 0, len(plain))):
            return False
        topics = [words.TOPIC_OF[word] for word in words.TOPIC.findall(plain)]
        if topics or plain[:1] in "(一二三四五六七八九":
            self.heading_topic = topics[-1] if topics else _TOPIC_OF_SECTION.get(self.section_no)
        return True

    def _walk(
        self,
        plain: str,
        figures: Sequence[re.Match[str]],
        events: Sequence[re.Match[str]],
    ) -> None:
        self.topic = self.heading_topic
        topics = [(match.end(), words.TOPIC_OF[match[0]]) for match in words.TOPIC.finditer(plain)]
        years = [
            (match.start(), int(match[0]))
            for match in words.YEAR.finditer(plain)
            if not words.NOT_OF_YEAR.search(plain, max(0, match.start() - 3), match.start())
        ]
        disclosure = words.OF_DISCLOSURE.search(plain)
        disclosed_from = disclosure.end() if disclosure else len(plain) + 1
        if self.heading_topic in ("applications", "reviews"):
            disclosed_from = 0
        leading = years[0][1] if years and years[0][0] == 0 else None
        may_be_cumulative = words.CUMULATIVE.search(plain) is not None
        self.may_be_of_part = words.MAY_BE_PART_OF_YEAR.search(plain) is not None
        self.may_compare = words.COMPARED.search(plain) is not None
        seen = sentence = 0
        before = taken = (
            0  # end of the figure before; figures of a list that were given to their subjects already
        )
        self._begin_sentence(leading)
        for event in events:
            at, end = event.span()
            if (stop := plain.rfind("。", before, at)) >= 0:
                sentence = stop + 1
                self._begin_sentence(leading)
            while seen < len(topics) and topics[seen][0] <= at:
                self.topic = topics[seen][1]
                seen += 1
            self.of_disclosure = disclosed_from <= at
            if years:
                self.year = next(
                    (year for place, year in reversed(years) if sentence <= place < at), self.year
                )
            start = max(before, sentence, at - _REACH)
            if may_be_cumulative:
                self._note_cumulative(plain, start, at)
            if event.re is not FIGURE:
                if self._statement(plain, event, sentence):
                    before = max(before, end)
            elif taken:
                taken -= 1
                before = end
            elif at >= before:
                taken = self._figure(plain, start, event, figures)
                before = end
            if len(self.hits) >= MAX_HITS:
                return

    def _begin_sentence(self, year: int | None) -> None:
        self.year, self.last_code = year, None
        self.is_comparing = self.is_cumulative = False

    def _note_cumulative(self, plain: str, start: int, end: int) -> None:
        if words.CUMULATIVE.search(plain, start, end):
            self.is_cumulative = not words.CUMULATIVE_OF_YEAR.search(plain, start, end)
        elif self.is_cumulative and words.THIS_YEAR.search(plain, start, end):
            self.is_cumulative = False

    def _add(self, code: str, place: re.Match[str], start: int, *, sign: int = 1) -> None:
        """Add the claim of a figure at ``place`` whose subject begins at ``start``."""
        figure = read_figure(place)
        if figure is not None:
            value = figure.value if sign > 0 or figure.value is None else -figure.value
            self._add_value(code, value, place, start)

    def _add_value(self, code: str, value: Decimal | None, place: re.Match[str], start: int) -> None:
        self.last_code = code
        if self.year is None or self.report_year in (None, self.year):
            self.hits.append(Hit(code, None if self.is_cumulative else value, start, *place.span()))
        elif not any(hit.code == "other_year" and hit.value == self.year for hit in self.hits):
            self.hits.append(Hit("other_year", Decimal(self.year), start, *place.span()))

    def _figure(
        self,
        plain: str,
        start: int,
        place: re.Match[str],
        figures: Sequence[re.Match[str]],
    ) -> int:
        """Give a figure to its subject; returns how many of the following ones were given with it."""
        at, end = place.span()
        is_open = self.topic in (None, "foreign") and self.last_code is None
        if is_open and not words.MAY_BE_SUBJECT.search(plain, start, at):
            return 0
        subject = subject_in(plain, start, at)
        if self.may_compare and self._is_change(plain, start, subject, place):
            return 0
        if place["percent"]:
            self._percent(plain, start, subject, place)
            return 0
        if subject is None:
            review = words.REVIEW_AFTER.match(plain, end, end + _NEAR)
            if review and self.of_disclosure and place["counter"]:
                self._add(review.lastgroup or "", place, at)
            return 0
        if not words.FILLER.fullmatch(plain, subject.end, at):
            if subject.codes[-1] in words.VERBS and not re.search(r"[,;]", plain[subject.end : at]):
                self.topic = "foreign"
            return 0
        if words.NO_MORE.search(plain, start, at) or (
            self.may_be_of_part
            and (
                words.PART_OF_YEAR.search(plain, start, subject.start)
                or words.PART_OF_YEAR.search(plain, subject.end, at)
            )
        ):
            return 0
        codes = self._accepted(plain, start, subject, place)
        if len(codes) > 1:
            return self._joined(plain, codes, subject, place, figures)
        if codes and not words.RESPECTIVELY.search(plain, subject.end, at):
            self._add(codes[0], place, subject.start)
        return 0

    def _is_change(self, plain: str, start: int, subject: Subject | None, place: re.Match[str]) -> bool:
        """Whether a figure tells of the year before: a difference, which is a claim if it is of the applications
        received, or what the year's figure is compared with."""
        at = place.start()
        is_compared = words.COMPARED.search(plain, start, at) is not None
        if not is_compared and not self.is_comparing:
            return False
        self.is_comparing = True
        change = words.CHANGED.search(plain, start, at)
        if change is None:
            self.is_comparing = is_compared
            return is_compared
        of_applications = (
            self.last_code in ("new", "received")
            if subject is None
            else subject.codes in (["new"], ["received"]) and self.topic == "applications"
        )
        if of_applications and (place["counter"] or place["percent"]):
            kept = self.last_code or "received"
            code = "yoy_pct" if place["percent"] else "yoy_count"
            self._add(code, place, change.start(), sign=1 if change["up"] else -1)
            self.last_code = kept
        return True

    def _joined(
        self,
        plain: str,
        codes: Sequence[str],
        subject: Subject,
        place: re.Match[str],
        figures: Sequence[re.Match[str]],
    ) -> int:
        """One figure, or a list of them, for several subjects."""
        if words.RESPECTIVELY.search(plain, subject.end, place.start()):
            first = figures.index(place)
            row = figures[first : first + len(codes)]
            in_line = all(
                words.NEXT_IN_LIST.fullmatch(plain, one.end(), next_one.start())
                for one, next_one in zip(row, row[1:], strict=False)
            )
            if in_line and len(row) == len(codes):
                for code, one in zip(codes, row, strict=True):
                    self._add(code, one, subject.start)
            return len(row) - 1 if in_line else 0
        if set(codes) == {"granted", "partly_granted"} and not words.EACH.search(
            plain, subject.end, place.start()
        ):
            self._add("granted_and_partly", place, subject.start)
            return 0
        figure = read_figure(place)
        both = set(codes) == {"received", "concluded"}  # 收到并办结12件
        is_each = both or words.EACH.search(plain, subject.end, place.start()) is not None
        if is_each or (figure is not None and figure.value == 0):
            for code in codes:
                self._add(code, place, subject.start)
        return 0

    def _accepted(self, plain: str, start: int, subject: Subject, place: re.Match[str]) -> list[str]:
        """The codes of a subject that its surroundings bear out; none where any of them is in doubt."""
        codes = subject.codes
        if self.last_code in words.ITEMS and words.WEBSITE.match(plain, subject.start, place.start()):
            codes = ["items_website"]
        first = codes[0]
        counter, at = place["counter"] or "", place.start()
        if place["money"] or first == "fee":
            lead = plain[start:at]
            is_fee = first == "fee" and place["money"] and not words.OTHER_FEE.search(lead)
            return ["processing_fee_yuan"] if is_fee and ("处理费" in lead or self.of_disclosure) else []
        if first in words.ITEMS:
            is_said = subject.is_published or self.last_code in words.ITEMS
            return codes if is_said and counter not in ("宗", "起", "例", "人次") else []
        if first in words.DOCUMENTS:
            is_document = "规范性文件" in plain[subject.start : at] or self.topic == "documents"
            return codes if is_document and counter in _DOCUMENT_COUNTERS else []
        if first in words.REVIEWS:
            if words.CLOSED_BEFORE.search(plain, start, subject.start):
                return []
            return codes if self.of_disclosure and (first != "corrected" or self.topic == "reviews") else []
        return self._accepted_of_applications(plain, subject, place) if first in words.OF_APPLICATIONS else []

    def _accepted_of_applications(self, plain: str, subject: Subject, place: re.Match[str]) -> list[str]:
        first = subject.codes[0]
        goes_on = self.last_code in words.OF_APPLICATIONS
        if first in words.VERBS:
            if review := words.REVIEW_AFTER.match(plain, place.end()):
                of_disclosure = self.of_disclosure or words.OF_DISCLOSURE.search(review[0])
                return [review.lastgroup or ""] if of_disclosure and first == "received" else []
            if words.APPLICATION_AFTER.match(plain, place.end()):
                self.topic = "applications"
            elif words.FOREIGN_AFTER.match(plain, place.end()):
                self.topic = "foreign"
                return []
        if first in words.CHANNELS | words.APPLICANTS:
            of_applying = goes_on or words.APPLYING.search(plain, subject.start, place.start())
            return subject.codes if of_applying and (goes_on or self.topic == "applications") else []
        if goes_on and first in words.OUTCOMES | {"carried_in", "carried_out"}:
            return subject.codes
        return subject.codes if self.topic == "applications" else []

    def _percent(self, plain: str, start: int, subject: Subject | None, place: re.Match[str]) -> None:
        at = place.start()
        if rate := words.RATE.search(plain, start, at):
            if self.topic == "applications" and not words.PART_OF_YEAR.search(plain, start, at):
                self._add(
                    "on_time_rate" if rate["on_time"] else "conclusion_rate",
                    place,
                    rate.start(),
                )
        elif self.last_code in words.OUTCOMES and self.hits and words.SHARE.fullmatch(plain, start, at):
            kept = self.last_code
            self._add(f"share_{kept}", place, self.hits[-1].start)
            self.last_code = kept
        elif (
            subject is not None
            and len(subject.codes) == 1
            and subject.codes[0] in words.OUTCOMES
            and self.topic == "applications"
            and words.SHARE.fullmatch(plain, subject.end, at)
        ):
            self._add(f"share_{subject.codes[0]}", place, subject.start)

    def _statement(self, plain: str, match: re.Match[str], sentence: int) -> bool:
        """Words for nothing or everything; whether they say something that is counted."""
        at = match.start()
        if words.PART_OF_YEAR.search(plain, sentence, at) or words.IF.search(
            plain, max(sentence, at - 8), at
        ):
            return False
        found, kept = len(self.hits), self.last_code
        if match.re is words.ALL_DONE:
            if self.topic == "applications":
                in_time = words.IN_TIME.search(match["how"])
                self._add_value("on_time_rate" if in_time else "all_concluded", _ALL, match, at)
                self.last_code = kept
        elif match.re is words.NO_FEE:
            of_disclosure = "处理费" in match["what"] or self.of_disclosure or self.section_no == 6
            if of_disclosure and not words.OTHER_FEE.search(match[0]):
                self._add_value("processing_fee_yuan", _ZERO, match, at)
        else:
            for code in nothing_codes(match, self.topic, of_disclosure=self.of_disclosure):
                self._add_value(code, _ZERO, match, at)
        return len(self.hits) > found
