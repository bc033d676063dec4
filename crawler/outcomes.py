"""How a request can end: a closed list, each end with its meaning and what is to be done about it."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an outcome asks of the reader of the run report."""

    DONE = "done"  # nothing
    POSTPONED = "postponed"  # nothing: the next run goes on there
    FAILED = "failed"  # a person should look at it


class Outcome(StrEnum):
    """The end of one request."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    PROBE_MISS = "probe_miss"
    WITHDRAWN = "withdrawn"
    OVER_BUDGET = "over_budget"
    OUTSIDE_HOURS = "outside_hours"
    LEFT_ALONE = "left_alone"
    NOT_FOUND = "not_found"
    SOFT_404 = "soft_404"
    CHALLENGE = "challenge"
    LOGIN = "login"
    SEALED_VIEWER = "sealed_viewer"
    NEEDS_BROWSER = "needs_browser"
    OFF_HOST = "off_host"
    PRIVATE_ADDRESS = "private_address"
    NO_CONTACT = "no_contact"
    ROBOTS = "robots"
    RATE_LIMITED = "rate_limited"
    TOO_BIG = "too_big"
    CUT_OFF = "cut_off"
    DECODE = "decode"
    TIMEOUT = "timeout"
    TLS = "tls"
    DNS = "dns"
    CONNECTION = "connection"
    REDIRECT_LOOP = "redirect_loop"
    CLIENT_ERROR = "client_error"
    SERVER_ERROR = "server_error"
    EMPTY_LIST = "empty_list"
    LIST_CEILING = "list_ceiling"
    ARCHIVE_ERROR = "archive_error"
    CRAWLER_ERROR = "crawler_error"

    @property
    def meaning(self) -> "Meaning":
        """What it means, in both languages."""
        return MEANINGS[self]

    @property
    def is_failure(self) -> bool:
        """Whether something that was asked for was not obtained; what `coverage` counts as failed."""
        return self.meaning.kind is not Kind.DONE

    @property
    def needs_person(self) -> bool:
        """Whether it is a problem of the run report; what is only postponed is not."""
        return self.meaning.kind is Kind.FAILED


@dataclass(frozen=True, slots=True)
class Meaning:
    """One line each: what happened, and what to do; Chinese and English."""

    kind: Kind
    zh: str
    en: str
    advice_zh: str = ""
    advice_en: str = ""


_AGAIN_ZH, _AGAIN_EN = (
    "下次运行会再试；多日如此则联系网站",
    "the next run tries again; write to the site if it lasts",
)

MEANINGS: dict[Outcome, Meaning] = {
    Outcome.OK: Meaning(Kind.DONE, "已取得", "obtained"),
    Outcome.NOT_MODIFIED: Meaning(
        Kind.DONE,
        "与存档相同（304 或内容未变）",
        "as archived, by the server's word (304) or by its bytes (200)",
    ),
    Outcome.PROBE_MISS: Meaning(
        Kind.DONE, "猜测的列表地址不存在", "a guessed list address this site does not use"
    ),
    Outcome.WITHDRAWN: Meaning(
        Kind.DONE,
        "网站已撤下（曾取得，现为 404/410）；存档保留",
        "taken down by its site (404 or 410 where there was a page); the archived copy is kept",
    ),
    Outcome.OVER_BUDGET: Meaning(
        Kind.POSTPONED,
        "该主机本次请求数已用完",
        "the host's requests for this run are used up",
        "下次运行继续；可调 NIANBAO_HOST_BUDGET",
        "the next run goes on; see NIANBAO_HOST_BUDGET",
    ),
    Outcome.OUTSIDE_HOURS: Meaning(
        Kind.POSTPONED,
        "不在允许的时段内",
        "outside the hours in which sites may be asked",
        "下次运行继续；可调 --hours",
        "the next run goes on; see --hours",
    ),
    Outcome.LEFT_ALONE: Meaning(
        Kind.POSTPONED,
        "该主机连续失败，本次不再访问",
        "the host failed several times running and is asked no more in this run",
        "先看该主机的失败原因",
        "look at the failures of that host first",
    ),
    Outcome.NOT_FOUND: Meaning(
        Kind.FAILED,
        "页面不存在（404、410）",
        "there is no such page (404, 410)",
        "栏目或文章可能已搬迁：更新登记表",
        "the column or article may have moved: correct the registry row",
    ),
    Outcome.SOFT_404: Meaning(
        Kind.FAILED,
        "返回 200，但页面是“不存在”、首页或空页",
        "status 200, but the page says there is none, is the front page or is empty",
        "栏目或文章可能已搬迁：更新登记表",
        "the column or article may have moved: correct the registry row",
    ),
    Outcome.CHALLENGE: Meaning(
        Kind.FAILED,
        "网站要求证明是人（脚本或验证码），不绕过",
        "the site asks for proof of being human (script or captcha); never worked around",
        "联系网站，或用 nianbao import 导入人工保存的文件",
        "write to the site, or save pages by hand and use nianbao import",
    ),
    Outcome.LOGIN: Meaning(
        Kind.FAILED,
        "需要登录",
        "the page asks for a login",
        "年报应公开可读：核对地址，或联系网站",
        "reports are public: check the address, or write to the site",
    ),
    Outcome.SEALED_VIEWER: Meaning(
        Kind.FAILED,
        "报告只在加密地址的阅读器中，不破解",
        "a report shown in a viewer that encrypts its address; never deciphered",
        "人工下载后用 nianbao import 导入",
        "download it by hand and use nianbao import",
    ),
    Outcome.NEEDS_BROWSER: Meaning(
        Kind.FAILED,
        "列表由脚本生成，需要浏览器而本机没有",
        "the list is drawn by a script, and there is no browser to render it",
        "安装附加包 playwright 与 chromium，或设置 NIANBAO_CHROMIUM",
        "install the extra playwright and a chromium, or set NIANBAO_CHROMIUM",
    ),
    Outcome.OFF_HOST: Meaning(
        Kind.FAILED,
        "指向登记表未列的主机，未访问",
        "leads to a host the registry row does not name; not asked",
        "若属本级政府，加入 extra_hosts",
        "add it to extra_hosts if it belongs to this government",
    ),
    Outcome.PRIVATE_ADDRESS: Meaning(
        Kind.FAILED,
        "公开域名指向内网地址，未访问",
        "a public name that leads into a private network; not asked",
        "核对域名",
        "check the name",
    ),
    Outcome.NO_CONTACT: Meaning(
        Kind.FAILED,
        "未设联系方式",
        "no contact address is set",
        "设置 NIANBAO_CONTACT",
        "set NIANBAO_CONTACT",
    ),
    Outcome.ROBOTS: Meaning(
        Kind.FAILED,
        "robots.txt 不允许",
        "forbidden by robots.txt of the site",
        "遵守；需要时联系网站",
        "it is obeyed; write to the site if need be",
    ),
    Outcome.RATE_LIMITED: Meaning(
        Kind.FAILED,
        "网站要求放慢（429，或 503 附 Retry-After）",
        "the site asks to slow down (429, or 503 with Retry-After)",
        "下次运行会再试；多日如此则调低 NIANBAO_HOST_BUDGET",
        "the next run tries again; lower NIANBAO_HOST_BUDGET if it lasts",
    ),
    Outcome.TOO_BIG: Meaning(
        Kind.FAILED, "文件超过上限", "larger than the limit", "核对是否为年报", "see whether it is a report"
    ),
    Outcome.CUT_OFF: Meaning(
        Kind.FAILED,
        "传输中断，内容不全，未存档",
        "the body ended before its declared length; nothing of it is archived",
        _AGAIN_ZH,
        _AGAIN_EN,
    ),
    Outcome.DECODE: Meaning(
        Kind.FAILED,
        "内容与其 Content-Encoding 不符或压缩数据不全",
        "the body is not what its Content-Encoding says, or its compressed data end early",
        _AGAIN_ZH,
        _AGAIN_EN,
    ),
    Outcome.TIMEOUT: Meaning(Kind.FAILED, "超时", "no answer in time", _AGAIN_ZH, _AGAIN_EN),
    Outcome.TLS: Meaning(
        Kind.FAILED,
        "加密连接失败（证书或协议过旧）",
        "no secure connection (certificate or an old protocol)",
        "核对地址是否应为 http",
        "see whether the address should be http",
    ),
    Outcome.DNS: Meaning(
        Kind.FAILED,
        "域名无法解析",
        "the name has no address",
        "域名可能已停用：更新登记表",
        "the name may be out of use: correct the registry row",
    ),
    Outcome.CONNECTION: Meaning(
        Kind.FAILED, "无法连接或连接中断", "no connection, or it was lost", _AGAIN_ZH, _AGAIN_EN
    ),
    Outcome.REDIRECT_LOOP: Meaning(
        Kind.FAILED,
        "不断重定向（有的网站要求 cookie）",
        "redirected without end (some sites do so to readers without cookies)",
        "核对地址",
        "check the address",
    ),
    Outcome.CLIENT_ERROR: Meaning(
        Kind.FAILED, "网站拒绝（4xx）", "refused by the site (4xx)", _AGAIN_ZH, _AGAIN_EN
    ),
    Outcome.SERVER_ERROR: Meaning(
        Kind.FAILED, "网站出错（5xx）", "an error of the site (5xx)", _AGAIN_ZH, _AGAIN_EN
    ),
    Outcome.EMPTY_LIST: Meaning(
        Kind.FAILED,
        "列表已读，但未见年报",
        "the list was read, but no report was recognised in it",
        "核对栏目地址，或在登记表写明 cms",
        "check column_url, or name the cms in the registry",
    ),
    Outcome.LIST_CEILING: Meaning(
        Kind.FAILED,
        "列表没有尽头，已停止",
        "the list did not end where lists end",
        "核对栏目地址，或在登记表写明 cms",
        "check column_url, or name the cms in the registry",
    ),
    Outcome.ARCHIVE_ERROR: Meaning(
        Kind.FAILED,
        "存档无法读写",
        "the archive could not be written or read",
        "检查磁盘空间与权限",
        "check disk space and rights",
    ),
    Outcome.CRAWLER_ERROR: Meaning(
        Kind.FAILED,
        "采集程序自身出错",
        "a mistake in the crawler itself",
        "报告给维护者",
        "report it to the maintainers",
    ),
}
