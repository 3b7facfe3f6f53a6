"""Where a file stands, what is asked about it, and which rules a day goes by."""

import datetime
from collections.abc import Iterable, Sequence

from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.policies.queries import policy_version
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import ancestors_of
from yuanxin.organisation.members.models import Household, HouseholdMember
from yuanxin.organisation.members.queries import household_members
from yuanxin.welfare.hardship.choices import FileStatus, RequestKind
from yuanxin.welfare.hardship.models import FileRequest, FileSpell, HardshipFile
from yuanxin.welfare.hardship.rules import policies
from yuanxin.welfare.hardship.rules.assessing import Assessed, assess
from yuanxin.welfare.hardship.rules.declared import Declared


def file_of(household: Household) -> HardshipFile | None:
    """The household's file, open or closed."""
    return HardshipFile.objects.filter(household=household).select_related("union").first()


def open_request(household: Household) -> FileRequest | None:
    """What is being asked about the household's file."""
    return FileRequest.objects.open().filter(household=household).first()


def open_spell(file: HardshipFile) -> FileSpell | None:
    """The file's time that has not ended."""
    return FileSpell.objects.open().filter(file=file).first()


def kinds_for(file: HardshipFile | None) -> tuple[RequestKind, ...]:
    """What may be asked of a household whose file stands so."""
    if file is None:
        return (RequestKind.OPEN,)
    if file.status == FileStatus.CLOSED:
        return (RequestKind.RETURN,)
    return (RequestKind.CHANGE, RequestKind.RECHECK, RequestKind.CLOSE)


def region_of(union: Union) -> str:
    """The division by whose rules a union goes: its own, or that of the nearest union above that has one."""
    for each in (union, *reversed(ancestors_of(union))):
        if each.division:
            return each.division
    return ""


def policies_of(request: FileRequest) -> tuple[Policy, Policy, Policy]:
    """The line, the categories and the exclusions by which a request is judged: those of the day of application."""
    region = region_of(request.union)
    line, rules, exclusions = (
        policy_version(code, on=request.applied_on, region=region)
        for code in (policies.DIBAO_LINE, policies.CATEGORY_RULES, policies.EXCLUSIONS)
    )
    return line, rules, exclusions


def assessed_by(declared: Declared, line: Policy, rules: Policy, exclusions: Policy) -> Assessed:
    """The means test by these versions of the policies."""
    return assess(declared, line.typed.monthly, rules.typed, exclusions.typed)


def birthdays_of(household: Household, day: datetime.date) -> dict[int, datetime.date | None]:
    """The day of birth of everybody who belonged to the household on `day`, by the id of the row."""
    return {row.pk: row.birthday for row in household_members(household, day)}


def rows_of(declared: Declared, people: Iterable[HouseholdMember] = ()) -> dict[int, HouseholdMember]:
    """The rows of the household that a declaration speaks of, by id, also of those who left it since.

    Of `people`, who are read already, none is asked for again.
    """
    ids = {each.member for each in declared.members}
    rows = {row.pk: row for row in people if row.pk in ids}
    lacking = ids - rows.keys()
    return rows | (HouseholdMember.objects.select_related("person").in_bulk(lacking) if lacking else {})


def stock_on(files: Sequence[HardshipFile], day: datetime.date) -> int:
    """How many of these files were open on a day, by their times on file."""
    return FileSpell.objects.on(day).filter(file__in=files).count()
