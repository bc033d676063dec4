"""A picture of a page -> its words and ruling lines, through rapidocr and OpenCV. Needs the extra ``ocr``."""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transform.layouts.geometry import Rule, Word
from transform.layouts.pdf_page import UNRECOGNISED, PageText

# By name: the extra is not installed where types are checked.
cv2: Any = importlib.import_module("cv2")

Gray = NDArray[np.uint8]

A4 = (595.0, 842.0)  # points; what a picture without a scale is taken for
SHORTEST_RULE = 15.0  # points; longer than any stroke of the type in a table
LEAST_SCORE = 0.8  # of a recognised text, 0 to 1; what is less sure counts as unrecognised
MAX_SKEW = 5.0  # degrees
NOISY = 4000  # specks of one or two pixels, on a page
TEXT_OF_BOX = 0.72  # of the height of a box; detection leaves a border around the type
MAX_INK = 2000  # specks of unrecognised ink, on a page
LEAST_INK, MOST_INK = 3.5, 40.0  # points, the height of what may be a character; less is dirt, more a drawing


@cache
def _engine() -> Any:
    rapidocr = importlib.import_module("rapidocr")
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,  # pages are upright
            "Global.max_side_len": 4000,  # an A4 page is not made smaller
            "Global.text_score": LEAST_SCORE,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,  # documents are read side by side
        }
    )


def gray_of(samples: Any) -> Gray:
    """Samples of one channel as rows of gray."""
    gray: Gray = np.ascontiguousarray(samples, dtype=np.uint8).reshape(samples.shape[0], samples.shape[1])
    return gray


def flattened(picture: Any) -> Gray:
    """One frame of a Pillow picture as gray on white."""
    rgba = np.asarray(picture.convert("RGBA"), dtype=np.float32)
    share = rgba[:, :, 3:] / 255
    rgb = rgba[:, :, :3] * share + 255 * (1 - share)
    return gray_of((rgb @ np.array([0.299, 0.587, 0.114])).round())


def points_per_pixel(gray: Gray) -> float:
    """The scale of a picture that does not say its own: as wide as an A4 page, upright or on its side."""
    height, width = gray.shape
    return A4[0 if height >= width else 1] / width


def recognise(gray: Gray, points: float) -> PageText:
    """Words and ruling lines of a page. ``points``: points per pixel."""
    if _specks(gray) > NOISY:
        gray = cv2.medianBlur(gray, 3)
    dark = _dark(gray)
    if abs(skew := _skew(dark)) > 0.1:
        gray = _turned(gray, skew)
        dark = _dark(gray)
    across, down = _rule_mask(dark, points, (1, 0)), _rule_mask(dark, points, (0, 1))
    words, boxes = _words(gray, points)
    ink = dark.copy()
    for mask in (across, down, boxes):
        ink[cv2.dilate(mask, np.ones((5, 5), np.uint8)) > 0] = 0
    words.extend(_unrecognised(ink, points))
    height, width = gray.shape
    rules = [*_rules(across, points, is_horizontal=True), *_rules(down, points, is_horizontal=False)]
    return PageText(width * points, height * points, words, rules, 1.0, 0.0, "", is_cut=False)


def _dark(gray: Gray) -> Gray:
    _, dark = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    return gray_of(dark)


def _specks(gray: Gray) -> int:
    _, _, stats, _ = cv2.connectedComponentsWithStats(_dark(gray), connectivity=8)
    return int((stats[:, cv2.CC_STAT_AREA] <= 2).sum())


def _skew(dark: Gray) -> float:
    """How far the ruling lines are turned from level, in degrees; 0 where the page has none."""
    least = dark.shape[1] // 4
    found = cv2.HoughLinesP(dark, 1, math.pi / 1800, threshold=least, minLineLength=least, maxLineGap=8)
    if found is None:
        return 0.0
    angles = [math.degrees(math.atan2(y1 - y0, x1 - x0)) for x0, y0, x1, y1 in found.reshape(-1, 4)]
    level = [angle for angle in angles if abs(angle) <= MAX_SKEW]
    return float(np.median(level)) if level else 0.0


def _turned(gray: Gray, degrees: float) -> Gray:
    height, width = gray.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return gray_of(cv2.warpAffine(gray, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255))


def _rule_mask(dark: Gray, points: float, direction: tuple[int, int]) -> Gray:
    """The dark pixels that lie in a straight run as long as a ruling line."""
    length = max(int(SHORTEST_RULE / points), 3)
    across, down = direction
    kernel = np.ones((length if down else 1, length if across else 1), np.uint8)
    return gray_of(cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel))


def _rules(mask: Gray, points: float, *, is_horizontal: bool) -> Iterator[Rule]:
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    for x, y, width, height, _ in stats[1:]:
        if is_horizontal:
            yield Rule(True, (y + height / 2) * points, x * points, (x + width) * points)
        else:
            yield Rule(False, (x + width / 2) * points, y * points, (y + height) * points)


def _words(gray: Gray, points: float) -> tuple[list[Word], Gray]:
    """The texts recognised, and the mask of where they stand."""
    result = _engine()(cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR))
    mask: Gray = np.zeros_like(gray)
    words: list[Word] = []
    for box, text in zip(result.boxes if result.boxes is not None else (), result.txts or (), strict=True):
        x0, y0 = box.min(axis=0)
        x1, y1 = box.max(axis=0)
        mask[max(int(y0), 0) : int(y1) + 1, max(int(x0), 0) : int(x1) + 1] = 255
        em = (y1 - y0) * TEXT_OF_BOX
        border = (y1 - y0 - em) / 2
        baseline = (y0 + y1) / 2 + 0.35 * em
        if text.strip():
            words.append(
                Word(
                    text.strip(),
                    float(x0 + border) * points,
                    float(max(x1 - border, x0 + border + 1)) * points,
                    float(baseline) * points,
                    float(em) * points,
                )
            )
    return words, mask


def _unrecognised(ink: Gray, points: float) -> Iterator[Word]:
    """Ink that may be a character and was not recognised: a cell that holds it is not empty."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    tall = [row for row in stats[1:] if LEAST_INK <= row[cv2.CC_STAT_HEIGHT] * points <= MOST_INK]
    for x, y, width, height, _ in tall[:MAX_INK]:
        em = max(height * points, LEAST_INK)
        yield Word(UNRECOGNISED, x * points, (x + width) * points, (y + height) * points, em)
