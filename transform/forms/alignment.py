"""Labels that neither the form nor a reviewed alias knows: matched where the form's order leaves one place for them.

A misprint is bounded (two characters, a quarter of the label) and must be nearer to one label than to any other; a
label cut short must be the beginning or end of one alone. Whoever uses a match says so in an issue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz.distance import OSA

MAX_EDITS = 2
LEAST_CHARACTERS = 4  # of a label with a misprint: in shorter ones two characters are most of the word
LEAST_CUT = 2  # characters that are left of a label cut short


def align(
    printed: Sequence[tuple[str, str | None]], order: Sequence[str], labels: Mapping[str, str]
) -> dict[int, str]:
    """Index -> code of the unknown labels that can only be one row or column of the form.

    ``printed``: (folded label, code where it is known) in printed order. ``order``: the codes in the form's order.
    ``labels``: folded label -> code of everything the form and its aliases know.
    """
    present = {code for _, code in printed if code is not None}
    place = {code: position for position, code in enumerate(order)}
    found: dict[int, str] = {}
    for index, (label, code) in enumerate(printed):
        if code is not None:
            continue
        above = next((place[c] for _, c in reversed(printed[:index]) if c in place), -1)
        below = next((place[c] for _, c in printed[index + 1 :] if c in place), len(order))
        free = [c for c in order[above + 1 : below] if c not in present and c not in found.values()]
        if free and (match := _match(label, frozenset(free), labels)) is not None:
            found[index] = match
    return found


def _match(label: str, free: frozenset[str], labels: Mapping[str, str]) -> str | None:
    """The one free code whose label is nearest, None where none is near enough or another is as near."""
    bound = min(MAX_EDITS, len(label) // 4)
    if len(label) >= LEAST_CHARACTERS and bound:
        edits: dict[str, int] = {}
        for known, code in labels.items():
            distance = OSA.distance(label, known, score_cutoff=bound + 1)
            edits[code] = min(distance, edits.get(code, distance))
        nearest = min(edits.values(), default=bound + 1)
        codes = [code for code, distance in edits.items() if distance == nearest]
        if nearest <= bound:
            return codes[0] if len(codes) == 1 and codes[0] in free else None
    if len(label) >= LEAST_CUT:
        cut = {
            code
            for known, code in labels.items()
            if len(known) > len(label) and (known.startswith(label) or known.endswith(label))
        }
        if len(cut) == 1 and cut <= free:
            return cut.pop()
    return None
