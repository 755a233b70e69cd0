"""Which encoding a text file is in: byte-order mark, then strict UTF-8, then GB18030 against Big5 by frequent characters.

Detectors that guess from statistics over all encodings call GB18030 Korean; these steps never do.
"""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from governance.core.errors import InvalidInput, UnreadableFile
from governance.core.filetypes import HEAD, utf16

CHUNK = 1024 * 1024
SAMPLE = 256 * 1024
# In its own encoding nearly every character is of the first level; Western letters taken for Chinese hardly ever are.
ENOUGH = 0.75
# The characters each standard puts first because they are the common ones: by the lead byte of their code.
FIRST_LEVEL = {"gb18030": range(0xB0, 0xD8), "cp950": range(0xA4, 0xC7)}

# What a reader may choose; the second is what decodes it.
CHOICES = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "gb18030": "gb18030",
    "big5": "cp950",
    "windows-1252": "cp1252",
}
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

SIMPLIFIED = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去"
    "法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关"
    "点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通"
    "教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期"
    "市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边"
    "死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运客户销售商务部门联系电话姓名北京上海广州深圳有限公司集团股份李刘陈杨赵"
    "黄周吴徐孙胡朱高林何郭培训登录操作类型日期编号备注拜访跟进合同订单金额省市县区办事处经理职员拜添修改创建查看删导"
)
TRADITIONAL = frozenset(
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去"
    "法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關"
    "點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通"
    "教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太量再感建務做接必場件計管期"
    "市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象完設式色路記南品住告類求據程北邊"
    "死張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運客戶銷售商務部門聯絡電話姓名台北臺灣高雄香港有限公司集團股份李劉陳楊趙"
    "黃周吳徐孫胡朱高林何郭培訓登錄操作類型日期編號備註拜訪跟進合約訂單金額省市縣區辦事處經理職員新增修改建立查看刪匯"
)
CJK = re.compile("[\u3400-\u9fff]")
# A lone high byte between ASCII letters is an accented letter of a Western encoding.
WESTERN = re.compile(rb"[A-Za-z][\xc0-\xff][A-Za-z]")


def decoder(name: str) -> str:
    """The codec for an encoding's name; InvalidInput for one that is not offered."""
    if name.lower() not in CHOICES:
        raise InvalidInput(_("“%(name)s” is no encoding known here. There are: %(known)s.") % {"name": name, "known": ", ".join(CHOICES)})
    return CHOICES[name.lower()]


def detect(stream: BinaryIO) -> str:
    """The name of the encoding, by the rules above; all of the file is looked at. UnreadableFile where it cannot be told."""
    head = stream.read(CHUNK)
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    if b"\0" in head and (name := utf16(head[:HEAD])):
        return name
    foreign = not_utf8(stream, head)
    return "utf-8" if foreign is None else chinese(foreign)


def not_utf8(stream: BinaryIO, chunk: bytes) -> bytes | None:
    """None when all is strict UTF-8; else the lines with non-ASCII bytes around the first that are not."""
    strict = codecs.getincrementaldecoder("utf-8")()
    pending = False
    while chunk:
        if pending or not chunk.isascii():
            try:
                strict.decode(chunk)
            except UnicodeDecodeError:
                return b"\n".join(line for line in (chunk + stream.read(SAMPLE)).split(b"\n") if not line.isascii())[:SAMPLE]
            pending = bool(strict.getstate()[0])
        chunk = stream.read(CHUNK)
    return b"\xff" if pending else None


def chinese(sample: bytes) -> str:
    """GB18030 or Big5, by the share of frequent characters; Western where high bytes stand alone between letters."""
    scores = {"gb18030": share(sample, "gb18030", SIMPLIFIED | TRADITIONAL), "big5": share(sample, "cp950", TRADITIONAL)}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= ENOUGH:
        return best
    if WESTERN.search(sample):
        return "windows-1252"
    raise UnreadableFile(
        _("The encoding of the file cannot be told. Choose it at “Encoding”, or save the file as “CSV UTF-8” and send that.")
    )


def share(sample: bytes, codec: str, frequent: frozenset[str]) -> float:
    """The share of first-level characters plus that of frequent ones when decoded so, 0 to 2; 0 where it does not decode."""
    try:
        text = codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeDecodeError:
        return 0.0
    found = CJK.findall(text)
    if not found:
        return 0.0
    codes = [character.encode(codec) for character in found]
    common = sum(len(code) == 2 and code[0] in FIRST_LEVEL[codec] and (codec != "gb18030" or code[1] >= 0xA1) for code in codes)
    return (common + sum(character in frequent for character in found)) / len(found)
