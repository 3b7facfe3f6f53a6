"""Numbers that people and organisations carry, checked as columns.

Each check takes a column as written and gives a frame of the same height: the number in its one written form, an error
code (null where there is none) and, where the number tells more, what it tells. A single value goes through the same
rule by its `..._of` function. Codes, not sentences: whoever shows them has the words (`problem_label`).
"""

from yuanxin.foundation.kernel.numbers.accounts import bank_account_of, check_bank_accounts, check_phones, phone_of
from yuanxin.foundation.kernel.numbers.credit import check_credit_codes, credit_code_of
from yuanxin.foundation.kernel.numbers.divisions import division_name
from yuanxin.foundation.kernel.numbers.documents import DocumentKind, check_documents, document_of
from yuanxin.foundation.kernel.numbers.papers import paper_number_of
from yuanxin.foundation.kernel.numbers.problems import InvalidNumber, Problem, problem_label
from yuanxin.foundation.kernel.numbers.residents import (
    check_digit,
    check_resident_ids,
    resident_id_of,
    upgraded,
)

__all__ = [
    "DocumentKind",
    "InvalidNumber",
    "Problem",
    "bank_account_of",
    "check_bank_accounts",
    "check_credit_codes",
    "check_digit",
    "check_documents",
    "check_phones",
    "check_resident_ids",
    "credit_code_of",
    "division_name",
    "document_of",
    "paper_number_of",
    "phone_of",
    "problem_label",
    "resident_id_of",
    "upgraded",
]
