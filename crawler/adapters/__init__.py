"""Listing adapters, asked in this order: the surest marks first, the generic one, which takes every page, last."""

from crawler.adapters import (
    aspnet,
    epoint,
    generic,
    gkmlpt,
    hanweb_jcms,
    hanweb_jpaas,
    hebei_columns,
    lonsun,
    nfcms,
    small_families,
    trs_wcm,
    truecms,
    ucap,
    vsb,
    vsb_egovinfo,
)
from crawler.adapters.protocol import Adapter, Entry, NextPage
from crawler.ask import Ask
from crawler.page import Page

__all__ = ["ADAPTERS", "NAMES", "RENDERED", "Adapter", "Ask", "Entry", "NextPage", "choose"]

ADAPTERS: tuple[Adapter, ...] = (
    gkmlpt.ADAPTER,
    nfcms.ADAPTER,
    hanweb_jpaas.ADAPTER,
    hanweb_jcms.ADAPTER,
    ucap.ADAPTER,
    vsb_egovinfo.ADAPTER,
    vsb.ADAPTER,
    trs_wcm.ADAPTER,
    lonsun.ADAPTER,
    truecms.ADAPTER,
    epoint.ADAPTER,
    hebei_columns.ADAPTER,
    aspnet.ADAPTER,
    *small_families.ADAPTERS,
    generic.ADAPTER,
)
NAMES: tuple[str, ...] = tuple(adapter.name for adapter in ADAPTERS)
# In place of a name: a browser renders the list pages, and their family is recognised from what it made.
RENDERED = "playwright"


def choose(page: Page, cms: str) -> tuple[Adapter, str]:
    """The adapter for a list page and why: the one the registry row names, else the first to recognise it."""
    if cms and cms != RENDERED:
        return ADAPTERS[NAMES.index(cms)], "named in the registry"
    for adapter in ADAPTERS:
        reason = adapter.recognises(page)
        if reason is not None:
            return adapter, reason
    raise AssertionError("the generic adapter recognises every page")
