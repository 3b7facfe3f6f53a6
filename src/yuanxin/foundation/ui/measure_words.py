"""Measure words (量词) of figures in the reader's language: a figure is declared and printed with the Chinese one."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

Text = str | Promise

WORDS: dict[str, Text] = {
    "个": pgettext_lazy("measure word 个", "in all"),
    "人": pgettext_lazy("measure word 人", "people"),
    "人次": pgettext_lazy("measure word 人次", "times"),
    "件": pgettext_lazy("measure word 件", "cases"),
    "位": pgettext_lazy("measure word 位", "people"),
    "元": pgettext_lazy("measure word 元", "yuan"),
    "元/人·年": pgettext_lazy("measure word 元/人·年", "yuan a person a year"),
    "名": pgettext_lazy("measure word 名", "people"),
    "家": pgettext_lazy("measure word 家", "organisations"),
    "年": pgettext_lazy("measure word 年", "years"),
    "户": pgettext_lazy("measure word 户", "households"),
    "种": pgettext_lazy("measure word 种", "kinds"),
    "类": pgettext_lazy("measure word 类", "kinds"),
    "行": pgettext_lazy("measure word 行", "rows"),
}


def in_words(measure: Text) -> str:
    """The measure word as the reader's language has it; unchanged where it needs no other."""
    return str(WORDS.get(str(measure), measure))
