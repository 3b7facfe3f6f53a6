"""The columns that tell who a row is about: the type of an identity document, and its number."""

import datetime

from yuanxin.foundation.intake.parsers.cells import Cells, Parsed, Parser
from yuanxin.foundation.intake.parsers.identities import lost_digits
from yuanxin.foundation.intake.parsers.words import words

DOCUMENT_TYPES = words(
    {
        "resident_id": "居民身份证 身份证 中国居民身份证 二代身份证 第二代居民身份证 户口簿 公民身份证 1 01 111",
        "hmt_residence": "港澳台居民居住证 港澳居民居住证 台湾居民居住证 港澳台居住证",
        "passport": "护照 外国护照 中国护照 普通护照",
        "hm_pass": "港澳居民来往内地通行证 港澳通行证 港澳居民通行证 回乡证",
        "taiwan_pass": "台湾居民来往大陆通行证 台胞证 台湾居民通行证",
        "foreign_permanent": "外国人永久居留身份证 外国人永久居留证 永久居留证 外国人居留证",
        "other": "其他 其它 其他证件 其它证件 军官证 士兵证 警官证",
    }
)
# The first word of each type, for the drop-down of a template.
DOCUMENT_TYPE_CHOICES = (
    "居民身份证",
    "港澳台居民居住证",
    "护照",
    "港澳居民来往内地通行证",
    "台湾居民来往大陆通行证",
    "外国人永久居留身份证",
    "其他",
)


def document_number() -> Parser:
    """The number as written; only whether Excel has kept all of it. What it says depends on the type of document."""

    def parse(cells: Cells, _today: datetime.date) -> Parsed:
        return Parsed(cells.texts, lost_digits(cells))

    return parse
