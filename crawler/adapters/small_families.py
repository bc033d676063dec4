"""Families told by their addresses alone: their lists need nothing the generic adapter does not do.

They differ in how articles are addressed and in how further list pages are numbered where a page declares more
than it links to. A row names the family, so that the registry and the run report can speak of it.
"""

import re
from dataclasses import dataclass
from functools import partial

from crawler.adapters import generic
from crawler.adapters.protocol import Adapter, NextPage
from crawler.page import Page


@dataclass(frozen=True, slots=True)
class Family:
    """`mark` is a pattern of addresses on its lists, `templates` (see page_addresses) are those of its pages.

    `example` is an address of a report or a list.
    """

    name: str
    mark: str
    example: str
    templates: tuple[str, ...] = ()


# Of two families at one place the upper one counts. `E` stands for the end of an address.
_E = r"(?=\?|$)"
FAMILIES = (
    Family(
        "openness",
        r"/openness(?:annualreport|target|content)?/|/xxgk(?:annualreport|nb)/(?:show|detail)/|branch_id=[0-9a-f]{24}",
        "https://lixin.gov.cn/XxgkAnnualReport/show/5645.html",
        ("?page={n}",),
    ),
    Family(
        "shandong_gongkai",
        r"/gongkai/(?:site_\w+/)?channel_[\w.]+/",
        "http://www.pingyin.gov.cn/gongkai/channel_6389a648375991828263b6ff/doc_63eddb7c68ea3dce65a6f862.html",
    ),
    Family(
        "yanan_num",
        r"/1\d{18}\.html",
        "http://www.zhidan.gov.cn/zfxxgk/zfxxgknb/zb/2022n/1615246850514755585.html",
        ("{dir}{n}.html",),
    ),
    Family(
        "numdir_content",
        r"\bcontent_\d{1,12}\.html",
        "http://www.xiangyin.gov.cn/31185/32016/content_2150541.html",
        ("{dir}default_{n}.htm", "{dir}index_{n}.htm"),
    ),
    Family(
        "content_noext",
        rf"/content_\d{{1,12}}{_E}",
        "https://www.hejiang.gov.cn/gk/zfxxgknb/xxgkndbg1/content_184762",
    ),
    Family(
        "dazhou_xxgk",
        r"\bxxgk-(?:show|list)-[\w-]+\.html",
        "http://xuanhan.gov.cn/xxgk-show-69828.html",
        ("{stem}-{n}{ext}",),
    ),
    Family(
        "ankang_content",
        r"\b(?-i:Content|Node)-\d+(?:_\d+)?\.html",
        "https://www.pingli.gov.cn/Content-2793487.html",
        ("{stem}_{n}{ext}",),
    ),
    Family(
        "kunming_c",
        r"/c/(?:19|20)\d\d-\d\d-\d\d/\d+\.shtml",
        "http://www.kmsm.gov.cn/c/2026-01-15/7097241.shtml",
    ),
    Family(
        "code_html",
        r"/html/(?-i:[A-Z]+)/\d{6}/0\d{15}\.html",
        "https://www.kazuo.gov.cn/html/KZXZF/202601/0176869810066763.html",
    ),
    Family("html_n_n", r"/html/\d+/\d+\.html", "https://www.gangcha.gov.cn/html/5845/322280.html"),
    Family(
        "hash_dir",
        r"(?:^|/)(?:[0-9a-f]{32}|20\d{17})/index\.s?html",
        "https://www.xilinhaote.gov.cn/xilinhaote/zwgk/zfxxgkzl/zfxxgknb/2023091210461141522/index.html",
    ),
    Family(
        "resources_site",
        r"/resources/site/\d+/html/",
        "http://www.yaozhou.gov.cn/resources/site/153/html/yzgk/zfxxgknb/nbqzfgzbm/202101/459849.html",
    ),
    Family(
        "ilist",
        r"/ilist\.jsp\?|\bnode_id=GK",
        "https://www.fk.gov.cn/info/iList.jsp?site_id=CMSfk&node_id=GKfk&cat_id=17",
        ("?cur_page={n}",),
    ),
    Family(
        "php",
        r"\.php\?(?:[^\s?]*&)?(?:classid|catid)=|/index\.php/",
        "http://xxgk.guangshan.gov.cn/show.php?classid=4471&id=37290&bid=1",
        ("?page={n}",),
    ),
    Family(
        "shanghai_own",
        r"-[a-z]\w*/20\d\d/\d+/\d+\.html|-[a-z]\w*/20\d{6}/\d+\.html|/article\.html\?infoid=[0-9a-f-]{36}",
        "https://zwgk.shcn.gov.cn/xxgk/zfgknb-xxgknb/2022/267/43411.html",
    ),
    Family(
        "hex24",
        r"(?:^|/)[0-9a-f]{24}\.html",
        "http://www.changanqu.gov.cn/zwgk/xxgknb/jbxxgknb/63ae9ee5f8fd1c4c2133970d.html",
    ),
    Family(
        "path_id",
        rf"(?<!/\d{{8}})(?<!/column)/[1-9]\d{{9,14}}(?:\.html)?{_E}",
        "https://xushui.gov.cn/zfxxgk/zfgknb/2022/666160401539141.html",
    ),
)

_MARKS = re.compile("|".join(f"(?P<{family.name}>{family.mark})" for family in FAMILIES), re.I | re.M)


def _recognises(family: Family, page: Page) -> str | None:
    match = _MARKS.search(page.own_links)
    if match is None or match.lastgroup != family.name:
        return None
    return f"address with {match.group(0)[:80]}"


def _next_page(family: Family, page: Page) -> NextPage | None:
    return generic.following(page, family.templates)


ADAPTERS = tuple(
    Adapter(family.name, partial(_recognises, family), generic.entries, partial(_next_page, family))
    for family in FAMILIES
)
