"""The numbers of official papers (公文字号): 西总工〔2016〕12号."""

import re
from unicodedata import normalize

# GB/T 9704: the year in four digits between U+3014 and U+3015, the number without 第 and without a leading zero.
WRITTEN = re.compile(r"^(?P<mark>\S+?)[\[(【〔〈<](?P<year>\d{4})[\])】〕〉>](?:第)?0*(?P<number>[1-9]\d*)号$")


def paper_number_of(text: str) -> str:
    """The one written form of a paper's number; what is not written like one is only stripped.

    >>> paper_number_of("西总工[2016]第012号"), paper_number_of("市总办 1998 年会议纪要")
    ('西总工〔2016〕12号', '市总办 1998 年会议纪要')
    """
    written = WRITTEN.match(re.sub(r"\s+", "", normalize("NFKC", text)))
    if written is None:
        return text.strip()
    return f"{written['mark']}〔{written['year']}〕{written['number']}号"
