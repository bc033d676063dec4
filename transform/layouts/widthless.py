"""Characters that show nothing, on no carrier: editors leave them in empty cells, before numbering, between digits."""

from __future__ import annotations

# Zero-width space, (non-)joiners, word joiner, byte order mark, soft hyphen.
_WIDTHLESS = "\u200b\u200c\u200d\u2060\ufeff\u00ad"


def without_widthless(text: str) -> str:
    """The text as it shows. Of a page's size: six searches of it, replaced only where there are any."""
    for character in _WIDTHLESS:
        if character in text:
            text = text.replace(character, "")
    return text
