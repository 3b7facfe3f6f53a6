"""What can be wrong with a number, in codes and in words."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.kernel.errors import Refused


class Problem(StrEnum):
    """What is wrong with a number; the first seven refuse it, the rest are warnings."""

    BLANK = "blank"
    LENGTH = "length"
    CHARACTERS = "characters"
    DATE = "date"
    DATE_RANGE = "date_range"
    CHECK_DIGIT = "check_digit"
    KIND = "kind"
    DIVISION_UNKNOWN = "division_unknown"
    DIVISION_ABOLISHED = "division_abolished"
    ORGANISATION_CODE = "organisation_code"


_LABELS = {
    Problem.BLANK: _("The number is missing."),
    Problem.LENGTH: _("The number has not the right length."),
    Problem.CHARACTERS: _("The number holds characters that do not belong in it."),
    Problem.DATE: _("The date of birth in the number does not exist."),
    Problem.DATE_RANGE: _("The date of birth in the number is before 1900 or after today."),
    Problem.CHECK_DIGIT: _("The check digit is wrong: one of the digits was mistyped."),
    Problem.KIND: _("The number does not belong to this type of document."),
    Problem.DIVISION_UNKNOWN: _("The first six digits are no known division."),
    Problem.DIVISION_ABOLISHED: _("The first six digits are a division that no longer exists."),
    Problem.ORGANISATION_CODE: _("The organisation code inside the credit code has a wrong check digit."),
}


def problem_label(code: str) -> str:
    """The sentence for an error or warning code."""
    return str(_LABELS[Problem(code)])


class InvalidNumber(Refused):
    """A single number failed its check; `code` is the `Problem`."""

    def __init__(self, code: str) -> None:
        super().__init__(problem_label(code))
        self.code = Problem(code)
