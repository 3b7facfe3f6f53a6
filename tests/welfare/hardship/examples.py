import datetime
from typing import Any

from tests.examples import example, names_no_record
from tests.foundation.intake.factories import BatchFactory
from tests.organisation.members.factories import MembershipFactory
from tests.welfare.hardship.factories import CARD, a_household, declared_by
from yuanxin.foundation.kernel.sealed import lookup_digest, seal
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.hardship.choices import FileStatus, ReliefKind, RequestKind
from yuanxin.welfare.hardship.intake import KEPT_FILES
from yuanxin.welfare.hardship.models import FileRequest, GoodsHelp, HardshipFile, HomeVisit, Relief
from yuanxin.welfare.hardship.queries.relief import computed_by, rules_of

DAY = datetime.date(2016, 6, 1)

names_no_record(
    "hardship:relief-bulk", because="ticked rows are looked for in scope; the test of it ticks a stranger's"
)


@example("hardship:for-file", "hardship:for-relief", "hardship:for-goods")
def a_worker(union: Union) -> dict[str, Any]:
    return {"pk": MembershipFactory(union=union).person_id}


@example("hardship:household", "hardship:relief-new", "hardship:goods-new")
def of_a_household(union: Union) -> dict[str, Any]:
    return {"pk": a_household(union).pk}


@example("hardship:filerequest-new")
def a_declaration(union: Union) -> dict[str, Any]:
    return {"pk": a_household(union).pk, "kind": RequestKind.OPEN}


def a_request_as_it_stands(union: Union) -> FileRequest:
    household = a_household(union)
    return FileRequest.objects.create(
        union=union,
        household=household,
        applicant=household.head,
        kind=RequestKind.OPEN,
        applied_on=DAY,
        authorised_on=DAY,
        declared=seal(declared_by(household).as_text()),
    )


@example(
    "hardship:filerequest-detail",
    "hardship:filerequest-edit",
    "hardship:filerequest-visit",
    "hardship:filerequest-approve",
    "hardship:filerequest-health",
)
def a_request(union: Union) -> dict[str, Any]:
    return {"pk": a_request_as_it_stands(union).pk}


@example(
    "hardship:hardshipfile-detail",
    "hardship:file-recheck",
    "hardship:file-change",
    "hardship:file-return",
    "hardship:file-close",
    "hardship:file-relief",
    "hardship:file-goods",
    "hardship:file-pair",
    "hardship:file-card",
)
def a_file(union: Union) -> dict[str, Any]:
    file = HardshipFile.objects.create(
        union=union,
        household=a_household(union),
        number=f"330106{HardshipFile.objects.count():06d}",
        status=FileStatus.FILED,
        category="dibao",
        opened_on=DAY,
        recheck_due_on=datetime.date(2017, 6, 1),
        account=seal(CARD),
        account_digest=lookup_digest(CARD),
    )
    return {"pk": file.pk}


@example("hardship:homevisit-detail")
def a_visit(union: Union) -> dict[str, Any]:
    request = a_request_as_it_stands(union)
    return {"pk": HomeVisit.objects.create(request=request, visited_on=DAY, agrees=True, findings=seal("一致")).pk}


@example("hardship:relief-detail", "hardship:relief-edit", "hardship:relief-approve")
def an_application(union: Union) -> dict[str, Any]:
    line, caps = rules_of(union, DAY)
    computed = computed_by("temporary", applied=None, line=line, caps=caps, used=0, day=DAY)
    relief = Relief.objects.create(
        union=union,
        household=a_household(union),
        kind=ReliefKind.TEMPORARY,
        year=2016,
        applied_on=DAY,
        situation=seal("住院"),
        applied_fen=computed.amount,
        computed_fen=computed.amount,
        steps=seal(computed.as_text()),
        line=line,
        caps=caps,
    )
    return {"pk": relief.pk}


@example("hardship:goodshelp-detail", "hardship:goodshelp-revoke")
def goods(union: Union) -> dict[str, Any]:
    given = GoodsHelp.objects.create(
        union=union, household=a_household(union), occasion="送温暖", given_on=DAY, received_by="张三", value_fen=100
    )
    return {"pk": given.pk}


@example(
    *(
        f"hardship:kept_files:{page}"
        for page in ("batch-detail", "progress", "columns", "rows", "given-back", "confirm", "cancel", "undo")
    )
)
def a_workbook_of_files(union: Union) -> dict[str, Any]:
    header = {
        "row": 1,
        "first_column": 0,
        "labels": [each.label for each in KEPT_FILES.columns],
        "fields": [each.code for each in KEPT_FILES.columns],
        "twice": [],
    }
    return {"pk": BatchFactory(union=union, declaration=KEPT_FILES.code, header=header).pk}
