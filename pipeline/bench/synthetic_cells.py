"""Cells of made-up reports, a batch of documents at once: figures whose sums close, printed in offices' own habits,
and a few that are wrong, in doubt or cannot be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transform import codes
from transform.schemas import AMOUNT, SORT_KEYS, TABLES

Ints: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"
Flags: TypeAlias = "np.ndarray[Any, np.dtype[np.bool_]]"

CELL_TABLES = ("article20", "applications", "reviews")
NO_FORM = len(codes.FORMS)  # index of a form, for documents without one

_FLOWS = ("new", "carried_in", "concluded", "carried_out")
# Of the applications: most come from persons. Of the results: granted and "not held" lead everywhere.
_APPLICANT_SHARES = np.array([0.78, 0.12, 0.01, 0.01, 0.05, 0.03])
_RESULT_WEIGHTS = {"granted": 45.0, "partly_granted": 8.0, "unable_not_held": 15.0, "rejected_repeated": 4.0}

# Shares of documents and of cells; what sites print differs far more than this between provinces.
_WITH_ERROR = 0.03  # one figure that its sums refute
_ZERO_AS_BLANK, _ZERO_AS_DASH, _ZERO_AS_EITHER = 0.15, 0.08, 0.07
_UNREADABLE, _AMBIGUOUS, _MISSING = 0.0002, 0.0001, 0.0002

_STATUSES = ("reported", "blank", "dash", "missing", "unreadable", "ambiguous")
_MARKS = (None, "", "/", None, "见附件", None)
_REPORTED, _BLANK, _DASH, _MISSING_CELL, _UNREADABLE_CELL, _AMBIGUOUS_CELL = range(6)


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents in the order of their ids; all arrays are as long.

    ``form``: index into FORMS, or NO_FORM. ``size``: applications a year to be expected. ``carried_in``,
    ``carried_out``: by applicant, the six without their total. ``is_later``: a later version of the document
    before it, of the same form.
    """

    ids: Sequence[str]
    form: Ints
    size: np.ndarray[Any, np.dtype[np.float64]]
    carried_in: Ints
    carried_out: Ints
    is_later: Flags


@cache
def places(form: str, table: str) -> tuple[tuple[str, str], ...]:
    """Row and column code of every cell of a form's table, as a form reads."""
    if table == "applications":
        return tuple(
            (item.row_code, applicant)
            for item in codes.items(form, table)
            for applicant in codes.applicants()
        )
    return tuple((item.row_code, item.column_code) for item in codes.items(form, table))


def cell_tables(batch: Batch, random: np.random.Generator) -> tuple[dict[str, pa.Table], Ints]:
    """The three tables of a batch, sorted by their keys, and the applications received by document."""
    count = len(batch.ids)
    applications = [_applications(form, batch, random) for form in codes.FORMS]
    received = np.zeros(count, np.int64)
    for number, form in enumerate(codes.FORMS):
        at = places(form, "applications").index(("new", "total"))
        received = np.where(batch.form == number, applications[number][:, at], received)
    figures = {
        "article20": [random.poisson(2 + batch.size[:, None], (count, len(places(form, "article20"))))
                      for form in codes.FORMS],
        "applications": applications,
        "reviews": [_reviews(form, batch, random) for form in codes.FORMS],
    }  # fmt: skip
    _repeat_versions(figures, batch, random)
    habit = random.random(count)
    habit[batch.is_later] = habit[np.flatnonzero(batch.is_later) - 1]
    return {name: _table(name, batch, figures[name], habit, random) for name in CELL_TABLES}, received


def _applications(form: str, batch: Batch, random: np.random.Generator) -> Ints:
    rows = codes.row_codes(form, "applications")
    results = [row for row in rows if row not in _FLOWS]
    weights = np.array([_RESULT_WEIGHTS.get(row, 1.5) for row in results])
    new = random.poisson(batch.size[:, None] * _APPLICANT_SHARES)
    carried_out = np.minimum(batch.carried_out, new + batch.carried_in)
    concluded = new + batch.carried_in - carried_out
    parts = random.multinomial(concluded, weights / weights.sum())
    by_row = {row: parts[:, :, number] for number, row in enumerate(results)}
    by_row |= {"new": new, "carried_in": batch.carried_in, "concluded": concluded, "carried_out": carried_out}
    figures = np.stack([by_row[row] for row in rows], axis=1)
    return np.concatenate([figures, figures.sum(axis=2, keepdims=True)], axis=2).reshape(len(batch.ids), -1)


def _reviews(form: str, batch: Batch, random: np.random.Generator) -> Ints:
    """Each channel's outcomes and their total, as the form has them: the total last."""
    channels = len(codes.row_codes(form, "reviews"))
    outcomes = len(places(form, "reviews")) // channels
    parts = random.poisson(0.01 * batch.size[:, None, None], (len(batch.ids), channels, outcomes - 1))
    return np.concatenate([parts, parts.sum(axis=2, keepdims=True)], axis=2).reshape(len(batch.ids), -1)


def _repeat_versions(figures: Mapping[str, list[Ints]], batch: Batch, random: np.random.Generator) -> None:
    """A later version has the cells of the one before it, its error too; every second one has three that differ."""
    later = np.flatnonzero(batch.is_later)
    wrong = np.flatnonzero(random.random(len(batch.ids)) < _WITH_ERROR)
    for values in figures["applications"]:
        _disturb(values, wrong, random)
    for tables in figures.values():
        for values in tables:
            values[later] = values[later - 1]
    for values in figures["applications"]:
        for _ in range(3):
            _disturb(values, later[::2], random)


def _disturb(values: Ints, documents: Ints, random: np.random.Generator) -> None:
    values[documents, random.integers(0, values.shape[1], len(documents))] += 1


def _table(
    name: str,
    batch: Batch,
    figures: Sequence[Ints],
    habit: np.ndarray[Any, np.dtype[np.float64]],
    random: np.random.Generator,
) -> pa.Table:
    """Rows of documents one below the other: of each as many as its form has cells."""
    orders = [
        sorted(range(len(places(form, name))), key=places(form, name).__getitem__) for form in codes.FORMS
    ]
    lengths = np.array([*(len(order) for order in orders), 0])[batch.form]
    document = np.repeat(np.arange(len(batch.ids)), lengths)
    place = np.concatenate([np.arange(length) for length in lengths]) if len(lengths) else lengths
    values = np.empty(len(document), np.int64)
    form_of_row = batch.form[document]
    for number, order in enumerate(orders):
        values[form_of_row == number] = figures[number][batch.form == number][:, order].ravel()
    place = place + np.where(form_of_row == 1, len(orders[0]), 0)
    state = _states(values, place, habit[document], random)

    every = [places(form, name)[at] for form, order in zip(codes.FORMS, orders, strict=True) for at in order]
    width = 7 if name == "applications" else 5
    standing = np.array([at for order in orders for at in order])[place]
    is_there = state != _MISSING_CELL
    row_field, col_field = SORT_KEYS[name][1:]
    number_printed = (state == _REPORTED) | (state == _AMBIGUOUS_CELL)
    reported = pa.array(values, mask=state != _REPORTED)
    columns = {
        "document_id": _coded(document, batch.ids),
        row_field: _coded(place, [row for row, _ in every]),
        col_field: _coded(place, [col for _, col in every]),
        "value": reported.cast(pa.decimal128(23, 4)).cast(AMOUNT) if name == "article20" else reported,
        "unit": _coded(place, [codes.article20_unit(*pair) or "count" for pair in every]),
        "cell_status": _coded(state, _STATUSES),
        "raw_text": pc.if_else(
            pa.array(number_printed), pa.array(values).cast(pa.string()), _coded(state, _MARKS)
        ),
        "table_no": pa.array(np.full(len(state), 1 + CELL_TABLES.index(name)), mask=~is_there),
        "row_no": pa.array(3 + standing // width, mask=~is_there),
        "col_no": pa.array(2 + standing % width, mask=~is_there),
    }
    return pa.table([columns[field.name].cast(field.type) for field in TABLES[name]], schema=TABLES[name])


def _states(
    values: Ints, place: Ints, habit: np.ndarray[Any, np.dtype[np.float64]], random: np.random.Generator
) -> np.ndarray[Any, np.dtype[np.int8]]:
    """How each cell is printed: ``habit`` (0 to 1, one a document) decides what an office does with zeros."""
    state = np.zeros(len(values), np.int8)
    zero = values == 0
    dashed = _ZERO_AS_BLANK + _ZERO_AS_DASH
    state[zero & (habit < _ZERO_AS_BLANK)] = _BLANK
    state[zero & (habit >= _ZERO_AS_BLANK) & (habit < dashed)] = _DASH
    state[zero & (habit >= dashed) & (habit < dashed + _ZERO_AS_EITHER) & (place % 3 == 0)] = _BLANK
    chance = random.random(len(values))
    state[chance < _UNREADABLE + _AMBIGUOUS + _MISSING] = _MISSING_CELL
    state[chance < _UNREADABLE + _AMBIGUOUS] = _AMBIGUOUS_CELL
    state[chance < _UNREADABLE] = _UNREADABLE_CELL
    return state


def _coded(numbers: np.ndarray[Any, Any], words: Sequence[str | None]) -> pa.Array:
    indices = pa.array(numbers.astype(np.int32))
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string())).cast(pa.string())
