"""The words that say what a figure in the prose is of, as reports print them (simplified, half-width).

``_SUBJECTS`` is the table of subjects: each has the name of a claim code of ``claims.csv``, or of a helper that
``claim_subjects`` knows. Repeats are bounded or possessive: the text may be hostile.
"""

from __future__ import annotations

import re
from typing import Final

OUTCOMES: Final = frozenset(
    {
        "granted",
        "partly_granted",
        "granted_and_partly",
        "refused",
        "unable",
        "rejected",
        "other",
    }
)
VERBS: Final = frozenset({"new", "received", "concluded", "carried_in", "carried_out"})
CHANNELS: Final = frozenset(
    {
        "channel_in_person",
        "channel_online",
        "channel_letter",
        "channel_fax",
        "channel_email",
    }
)
APPLICANTS: Final = frozenset({"natural_person", "organisations", "business"})
OF_APPLICATIONS: Final = OUTCOMES | VERBS | CHANNELS | APPLICANTS
REVIEWS: Final = frozenset({"reconsideration", "litigation", "corrected"})
DOCUMENTS: Final = frozenset({"docs_made", "docs_repealed", "docs_in_force"})
ITEM_CHANNELS: Final = frozenset({"items_website", "items_wechat", "items_weibo", "items_new_media"})
ITEMS: Final = ITEM_CHANNELS | {"items_published"}

_AND = r"(?:和|及其?|以及|与|或者?|、)"
_ANSWER = r"(?:的)?(?:政府)?(?:信息)?(?:答复|决定|告知|处理)?(?:书)?"
_LAST_YEAR = r"(?:上一?年度?|去年)"
_NEXT_YEAR = r"(?:下一?年度?|次年|明年|20\d\d年度?)"
_APPLICATION = (
    r"信息公开(?:的)?申请|依申请(?:公开)?|申请公开(?:政府)?(?:信息)?"
    r"|申请(?:获取)?政府信息(?:公开)?|公开(?:政府)?信息的?申请"
)

# Name, what its words begin with, words.
_SUBJECTS: Final[tuple[tuple[str, str, str], ...]] = (
    # The Regulation's phrase for anybody who applies: of no one kind.
    (
        "anybody",
        "公民、|公民法|自然人、|申请人|行政复议机|政府信息公开工|信息公开工",
        rf"(?:公民|自然人)、?法人{_AND}?(?:其[他它]|社会)组织|申请人|行政复议机关|(?:政府)?信息公开工作",
    ),
    (
        "carried_in",
        "上年|上一|去年|结转|20",
        rf"{_LAST_YEAR}(?:末|底|未办结)?(?:结转|转接|转结|转入|转来|遗留)(?:至|到|来)?(?:本年度?|今年)?(?:继续)?(?:办理)?"
        rf"|结转{_LAST_YEAR}|20\d\d年度?结转(?!至|到|入|下|20)(?:至?本年度?|来)?",
    ),
    (
        "carried_out",
        "结转|转入|转至|转到|顺延",
        rf"(?:结转|转入|转至|转到|顺延)(?:至|到|入)?{_NEXT_YEAR}(?:继续)?(?:办理|处理|答复|办结)?",
    ),
    (
        "new",
        "新收|新接|新受|新增",
        r"新(?:收到?|接收|受理)|新增(?=[^,。;\d]{0,12}申请)",
    ),
    (
        "application",
        "信息公开申|信息公开的申|依申|申请公开|申请政府|申请获取|公开申请|公开信息申|公开信息的申|公开政府信息",
        rf"(?:{_APPLICATION})(?!制度|工作|平台|系统|渠道|指南|目录|栏目|流程|机制|表格?)(?:件|数量?|量)?",
    ),
    (
        "received",
        "收到|接到|接收|受理",
        r"收到|接到|接收到?|(?<![不予未])受理(?!率|点|窗口|机构|渠道|平台|条件)",
    ),
    # 予以公开和部分公开 are two subjects with one figure; 公开 alone is none.
    (
        "granted_and_partly",
        "公开和|公开及|公开以及|公开、|公开与|公开或|全部公开",
        rf"(?<![以意])(?:全部)?公开{_AND}部分公开{_ANSWER}",
    ),
    ("partly_granted", "予以|同意|部分", rf"(?:予以|同意)?部分(?:予以)?公开{_ANSWER}"),
    ("refused", "不予|不同|免予", rf"(?:不予以?|不同意|免予)公开{_ANSWER}"),
    ("granted", "予以|同意|准予", rf"(?:予以|同意|准予)(?:全部)?公开{_ANSWER}"),
    ("unable", "无法|不能", rf"(?:无法|不能)(?:予以)?提供{_ANSWER}"),
    ("rejected", "不予", r"不予处理"),
    ("other", "作其|作出|其他|其它", r"(?:作|作出)?其[他它]处理"),
    (
        "concluded",
        "办结|办毕|答复|办理|回复",
        r"(?<![未不待后])(?:办结|办毕)(?!率|时)"
        r"|(?<![不未予待满网面头])答复(?!率|书|时|期限|质量|口径|规范|文书|格式|意见|满意|工作|内容|申请人)"
        r"|(?<!继续)(?<![在转协交督承代不未网])办理(?!率|流程|程序|情况|工作|机制|平台|结果|质量|时|指南|答复)"
        r"|(?<![不未予待])回复(?!率)",
    ),
    ("channel_in_person", "当面|现场|窗口", r"当面|现场|窗口"),
    ("channel_email", "电子|邮箱|电邮", r"电子邮[件箱]|邮箱|电邮"),
    ("channel_letter", "信函|邮寄|信件|邮政", r"信函|邮寄|信件|邮政"),
    ("channel_fax", "传真", r"传真"),
    (
        "items_website",
        "政府网站|门户|官方|网站",
        r"(?:政府|门户|官方)?网站(?=[^,。;\d]{0,24}(?:公开|发布|更新|信息))(?!.{0,8}申请)",
    ),
    (
        "channel_online",
        "互联|网络|网上|线上|在线|网站|网申|平台",
        r"互联网|网络|网上|线上|在线(?!访谈)|网站|网申|平台(?=[^,。;]{0,8}申请)",
    ),
    ("items_wechat", "政务微信|微信", r"(?:政务)?微信(?:公众号|平台|公众平台)?"),
    ("items_weibo", "政务微博|微博", r"(?:政务)?微博"),
    ("items_new_media", "政务新|新媒", r"(?:政务)?新媒体"),
    ("natural_person", "自然人|公民个|个人", r"自然人|公民个人|个人(?=[^,。;]{0,6}申请)"),
    ("organisations", "法人", rf"法人(?:{_AND}?(?:其[他它]|社会)组织)?"),
    ("business", "商业|企业", r"(?:商业)?企业(?!信用)"),
    (
        "corrected",
        "被依|被纠|被败|依法|结果|纠正|纠错|败诉",
        r"(?:被)?(?:依法)?(?:结果)?(?:纠正|纠错|败诉)",
    ),
    (
        "reconsideration",
        "行政复|复议",
        r"行政复议(?:申请|案件)?|(?<!行政)复议(?:申请|案件)?(?!后|机关|前置|决定)",
    ),
    (
        "litigation",
        "行政诉|行政应|诉讼",
        r"行政诉讼(?:案件)?|(?<!行政)诉讼(?:案件)?(?!请求|费)|行政应诉(?:案件)?",
    ),
    # 规章 are counted apart; one figure for both is of neither.
    ("rules", "规章", rf"规章(?:{_AND}(?:行政)?规范性文件)?"),
    (
        "docs_made",
        "制发|制定|出台|印发|新增|发布|下发|制订|新制",
        r"(?:制发|制定|出台|印发|新增|发布|下发|制订|新制作)(?:并(?:印发|公布|公开|发布))?"
        r"(?:本级|县政府|政府|部门|各类|的)*+(?:行政)?规范性文件|(?:制发|制定|出台|新制作)(?=(?:数量?)?(?:为|共)?$)",
    ),
    (
        "docs_repealed",
        "废止",
        r"废止(?:的)?(?:行政)?(?:规范性文件)?(?!和|及|、|或|失效)",
    ),
    ("docs_in_force", "现行有|继续有", r"(?:现行|继续)有效(?:的)?(?:行政)?(?:规范性文件)?"),
    ("documents", "规范性", r"规范性文件"),
    (
        "items_published",
        "主动公|公开各|公开政",
        r"(?<!依申请)(?:主动公开|(?<!申请)公开(?=(?:各类|各项|政府|政务)))"
        r"(?:各类|各项|政府|政务|有关|相关|公开|的)*+(?:信息)?(?:数量?|总数|总量)?",
    ),
    (
        "items_somewhere",
        "公开各|公开政|公开有|公开相|公开工|公开信|公开的|公开了|发布|推送|更新",
        r"(?:公开|发布|推送|更新)(?:各类|各项|政府|政务|有关|相关|工作|公开|的|了)*+信息(?!公开)",
    ),
    (
        "fee",
        "信息处|收费|收取费",
        r"信息处理费|(?<!事业性)收费(?:金额|总额)?(?!标准|通知|公示|目录|项目)|收取费用",
    ),
)
_BEGINNINGS = sorted(
    {start for _, starts, _ in _SUBJECTS for start in starts.split("|")}, key=len, reverse=True
)
BEGINNING: Final = re.compile("|".join(_BEGINNINGS))
# Beginning -> the subjects whose words begin so: few places of a text are worth a look, and there one or two.
SUBJECTS_FROM: Final = {
    beginning: re.compile(
        "|".join(
            f"(?P<{name}>{phrase})"
            for name, starts, phrase in _SUBJECTS
            if any(beginning.startswith(start) for start in starts.split("|"))
        )
    )
    for beginning in _BEGINNINGS
}
# Where nothing before speaks of applications, reviews or documents, a figure has a subject only after one of these.
MAY_BE_SUBJECT: Final = re.compile("公开|发布|推送|更新|收到|接到|接收|受理|费")

# What may stand between a subject and its figure; anything else makes the figure one of something else.
FILLER: Final = re.compile(
    r"(?:[\s:\"'“”‘’()\-]|的|了|数量|总数|总量|总计|件数|数|量|共计|总共|共有|共|合计|分别|计|有|为|是|达到|达|各类|各|均|都"
    r"|仅|只|已|其中|本年度|年度|全年|政府信息|信息|申请|公开|公民|案件|案|事项|件|提交|提出|递交|方式|渠道|形式|途径|平台|系统"
    r"|来自|收到|接收|受理|新收|产生|发生|引发|被|提起|类"
    r"|将?近|大?约|超过?|逾|突破|多达|不足|不到|至少|最多|不少于|不低于|不超过)*+"
)
# Between the last noun for applications and the figure stands what came of them.
JOINT: Final = re.compile(
    r"(?:申请|方式|渠道)?(?:、|和|及|以及|与|或者?|并且?|并(?:已|全部|及时|按时|依法)?)"
)
EACH: Final = re.compile(r"(?:各|均|都)(?:为|是|有)?\s*$")
RESPECTIVELY: Final = re.compile(r"(?:分别|依次)(?:为|是|有)?\s*$")
NEXT_IN_LIST: Final = re.compile(r"[、,和及与\s]{1,2}")

# What an elliptical 办结12件 is of: the last of these before it.
_TOPICS: Final = {
    "applications": "信息公开申请|信息公开的申请|依申请|申请公开|公开申请|申请政府信息|申请获取政府信息"
    "|公开信息申请|公开信息的申请|公开政府信息申请|公开政府信息的申请",
    "reviews": "行政复议|行政诉讼|复议|诉讼|应诉",
    "documents": "规范性文件",
    "foreign": "热线|信访|来信|来访|来电|信箱|留言|咨询|提案|议案|建议|投诉|举报|工单|诉求|纠纷"
    "|许可|处罚|网民|舆情|规章|不动产",
}
TOPIC: Final = re.compile("|".join(_TOPICS.values()))
TOPIC_OF: Final = {word: topic for topic, phrase in _TOPICS.items() for word in phrase.split("|")}
# A paragraph without any of these has no claim, whatever its figures are.
RELEVANT: Final = re.compile(
    r"申请|复议|诉讼|应诉|规范性文件|主动公开|公开(?:政府|政务|各)|信息[\d共计总为数量]|处理费|收费|费用|网站|微信|微博|新媒体"
)
OF_DISCLOSURE: Final = re.compile(rf"信息公开|政务公开|依申请|{_APPLICATION}")
FOREIGN_AFTER: Final = re.compile(
    r"[^,。;、(\d]{0,12}(?:热线|信访|来信|来访|来电|留言|咨询|提案|议案|建议|投诉|举报|工单|诉求|许可|处罚|规章|文件)"
)
APPLICATION_AFTER: Final = re.compile(
    rf"(?:有效|书面|的|有关|关于|涉及)?[^,。;、(\d]{{0,20}}?(?:{_APPLICATION})|(?:书面)?申请(?!人|公|行政|复)"
)
REVIEW_AFTER: Final = re.compile(
    r"[^,。;、(\d]{0,16}?(?:(?P<reconsideration>复议)|(?P<litigation>诉讼|应诉))"
)

# Figures that are not the year's own: cumulative ones, part of the year, the year before.
CUMULATIVE: Final = re.compile(r"累计|历年|历史|自[^,。;]{0,16}以来|自开展|至今")
CUMULATIVE_OF_YEAR: Final = re.compile(
    r"(?<![截至止])(?:全年|本年度?|年度|年内|(?<!截至)(?<!截止)20\d\d年(?![底末]))[^,。;、\d]{0,8}累计"
)
THIS_YEAR: Final = re.compile(r"本年|今年|全年|当年|年度内")
PART_OF_YEAR: Final = re.compile(
    r"(?<!\d)1?\d月(?:份)?(?!底|末|\d)|季度|[上下]半年|去年|同期|前年|往年"
    r"|上一?年(?!度?(?:末|底|未办结)?(?:结转|转|遗留))"
)
MAY_BE_PART_OF_YEAR: Final = re.compile("月|季度|半年|去年|同期|前年|往年|上年|上一年")
COMPARED: Final = re.compile(r"同比|[较比与同](?:上一?年|去年|20\d\d年|往年)(?:度|同期)?(?:相比|比较)?|环比")
CHANGED: Final = re.compile(
    r"(?:(?P<up>增长|增加|上升|上涨|提高|增)|(?P<down>下降|减少|降低|下滑|减))(?:了|率|幅度?|比例)?(?:为|达|约)?\s*$"
)
NO_MORE: Final = re.compile(
    r"(?:没有|未有|无|未|不|每|若|如|凡)\s*$|收到一件|延期|当场|书面答复|口头|正当理由|重复|反复|撤回|补正"
)
YEAR: Final = re.compile(r"20\d\d(?=\s*年(?!度?结转))")
NOT_OF_YEAR: Final = re.compile(r"(?:\d|[较比与同从自至到入转]\s*|截[至止]\s*)$")

RATE: Final = re.compile(
    r"(?P<on_time>(?:按期|按时|及时|限时|如期|期限内|时限内|时间内)[^,。;、]{0,6})?"
    r"(?P<rate>(?:办结|答复|办理|回复|办复)率)(?:[^,。;、]{0,8})$"
)
SHARE: Final = re.compile(
    r"(?:[\s,(、]|的|件|约|均)*+占(?:比|[^,。;()]{0,16}(?:总数|总量|总件数|申请数|申请量|办结数|答复数|件数|办理数|的))?"
    r"(?:例)?(?:为|约|达|的|分别)*+\s*"
)

WEBSITE: Final = re.compile(r"(?:政府|门户)*网站(?!.{0,12}申请)")
APPLYING: Final = re.compile("申请|提交|提出|递交|收到|受理")
CLOSED_BEFORE: Final = re.compile(r"(?:办结|审结|已结|维持|撤回|终止|参加|办理)的?$")
IF: Final = re.compile(r"如果?|若|凡|对于|防止|避免|确保|杜绝|力争")

# Words instead of figures.
_NOT = r"(?:未|没有|没|尚未|从未|均未|暂未)(?:曾)?"
NOTHING: Final = re.compile(
    rf"{_NOT}(?P<happened>收到|接到|接收到?|受理|发生|出现|产生|涉及|引发|因|被)(?P<what>[^,。;:\d]{{0,60}})"
    r"|(?<![有毫并])(?:暂无|均无|也无|无|没有)(?!正当|关|法|效|需|须|偿|线|纸|障|论|缝|疑|误|人员|从)"
    r"(?P<none>[^,。;:\d]{2,60})"
)
# 无超期答复申请 says that none was late, not that none came.
NOT_NOTHING: Final = re.compile(r"答复|超期|逾期|超时|违规|拒绝|撤回|结转|补正|不予|延期|遗留|积压|泄密")
AND_NO: Final = re.compile(r"(?:的?(?:情况|事项|件))?[、和及或与]")
CAUSE: Final = re.compile(r"因|由|引起|引发|导致|而|针对|对")
EXPLICIT_APPLICATION: Final = re.compile(_APPLICATION)
OTHER_OBJECT: Final = re.compile(r"投诉|举报|咨询|诉求|意见|建议|纠纷|争议|问题|费")
RECEIVED_NOTHING: Final = re.compile(rf"{_APPLICATION}|^[^、和及]{{0,16}}申请(?!人|复议|行政|提起|材料)")
NO_RECONSIDERATION: Final = re.compile(r"复议")
NO_LITIGATION: Final = re.compile(r"诉讼|应诉|起诉")
NO_FEE: Final = re.compile(
    r"(?:未|没有|无|尚未|均未)(?P<what>[^,。;:\d]{0,24}?(?:收取|产生|发生|涉及|征收)?[^,。;:\d]{0,20}?"
    r"(?:信息处理费|收费|费用|处理费))"
)
OTHER_FEE: Final = re.compile(r"行政事业性|检索|复制|邮寄|工本|经费|减免|标准")
ALL_DONE: Final = re.compile(
    r"(?:全部|均|都|全数)(?:已)?(?:经)?"
    r"(?P<how>(?:按期|按时|及时|如期|依法|依规|规范|妥善|按规定|按要求|按照[^,。;]{0,12}|在[^,。;]{0,14}(?:时限|期限|时间|工作日)内?)*+)"
    r"(?:予以|进行了?|作出了?|给予|得到)?(?:了)?(?:依法|及时)?(?:办结|答复|办理完毕|回复|办复)"
)
IN_TIME: Final = re.compile(r"按期|按时|及时|如期|时限|期限|时间|工作日")
