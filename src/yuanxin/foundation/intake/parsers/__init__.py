"""Reading one column of texts into values, all rows at once.

A parser takes a column's cells and today; it gives the values, and for each row the code of what is wrong with it.
Codes, not sentences: `problems.py` has the words.
"""

from yuanxin.foundation.intake.parsers.amounts import amount, whole_number
from yuanxin.foundation.intake.parsers.cells import Cells, Parsed, Parser
from yuanxin.foundation.intake.parsers.dates import date
from yuanxin.foundation.intake.parsers.documents import DOCUMENT_TYPE_CHOICES, DOCUMENT_TYPES, document_number
from yuanxin.foundation.intake.parsers.identities import credit_code, lost_digits, name, paper_number, phone
from yuanxin.foundation.intake.parsers.texts import text
from yuanxin.foundation.intake.parsers.words import code_table, words, yes_no

__all__ = [
    "DOCUMENT_TYPES",
    "DOCUMENT_TYPE_CHOICES",
    "Cells",
    "Parsed",
    "Parser",
    "amount",
    "code_table",
    "credit_code",
    "date",
    "document_number",
    "lost_digits",
    "name",
    "paper_number",
    "phone",
    "text",
    "whole_number",
    "words",
    "yes_no",
]
