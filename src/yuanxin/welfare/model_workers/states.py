"""How a filing goes, and how each benefit and each medical claim in it goes.

Each is checked where the model worker is known and reviewed by the district, by different people. What follows — sent
up, granted, paid — happens to all of a filing together, so that the engine takes those steps of each by itself.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from yuanxin.foundation.flow.tables import BEGIN, Deadline, Entry, Flow, Publicity, Standing, To
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.policies.schemas import PUBLICITY
from yuanxin.welfare.model_workers.choices import BenefitKind, Permission, Purpose
from yuanxin.welfare.model_workers.choices import EntitlementState as S
from yuanxin.welfare.model_workers.choices import FilingState as F
from yuanxin.welfare.model_workers.models import ENDED, Benefit, Entitlement, Filing, MedicalClaim
from yuanxin.welfare.model_workers.queries.filings import entries_of
from yuanxin.welfare.model_workers.rules.policies import CHECK_DAYS

IN_TIME = Deadline(CHECK_DAYS)


def all_reviewed(standing: Standing) -> bool:
    """Whether everything in the filing is decided, and something of it is to go on."""
    states = {each.state for each in entries_of(standing.record)}
    return bool(states) and states <= {S.REVIEWED, *ENDED} and S.REVIEWED in states


def sends_up(standing: Standing) -> bool:
    """Whether the filing goes on notice and up to who gives the money."""
    return standing.record.purpose == Purpose.BENEFITS and all_reviewed(standing)


def stays_here(standing: Standing) -> bool:
    """Whether the district itself grants the filing: medical claims, condolences."""
    return standing.record.purpose != Purpose.BENEFITS and all_reviewed(standing)


def nothing_stands(standing: Standing) -> bool:
    """Whether everything in the filing was refused, withdrawn or stopped."""
    return all(each.state in ENDED for each in entries_of(standing.record))


def title_of(filing: Filing) -> str:
    """The heading of the public notice."""
    return _("Notice on %(filing)s") % {"filing": filing.title}


def listed(filing: Filing) -> list[Entry]:
    """The rows of the public notice: name, unit and kind. No amount of a person's need, and no illness, is told."""
    return [
        Entry(each.worker.person.name, each.worker.union.name, f"{each.get_level_display()} {kind_told(each)}")
        for each in entries_of(filing)
        if each.state == S.REVIEWED
    ]


def kind_told(entitlement: Entitlement) -> str:
    """What a public notice calls it: special relief may tell an illness, and is called by the common name."""
    if isinstance(entitlement, Benefit) and entitlement.kind == BenefitKind.RELIEF:
        return _("Model workers' relief")
    return entitlement.what


def basis_stands(standing: Standing) -> bool:
    """Whether the income statement that it was computed from still says the same."""
    record: Any = standing.record
    statement = getattr(record, "statement", None)
    return statement is None or statement.version == record.statement_version


def not_on_its_way(standing: Standing) -> bool:
    """Whether the filing is still being put together."""
    filing = standing.record.filing
    return filing is None or filing.state == F.OPEN


def sent_up(standing: Standing) -> bool:
    """Whether the filing is with who gives the money."""
    filing = standing.record.filing
    return filing is not None and filing.state in {F.REPORTED, F.GRANTED}


def granted(standing: Standing) -> bool:
    """Whether it was granted, with an amount."""
    return bool(standing.record.granted_on and standing.record.approved)


def denied(standing: Standing) -> bool:
    """Whether the reply came and granted nothing."""
    return bool(standing.record.granted_on) and not standing.record.approved


def back_here(standing: Standing) -> bool:
    """Whether the filing was returned from above."""
    filing = standing.record.filing
    return filing is not None and filing.state in {F.OPEN, F.NOTICE}


def given_up(standing: Standing) -> bool:
    """Whether the rule gives nothing any more: the model worker died, or the title was withdrawn."""
    return not standing.record.computed


def was_paid(standing: Standing) -> bool:
    """Whether the money went out."""
    return standing.record.paid_on is not None


def came_back(standing: Standing) -> bool:
    """Whether the money came back from the bank."""
    return standing.record.paid_on is None


def called_off(standing: Standing) -> bool:
    """Whether what was granted is paid no more: it was set to nothing before it went out."""
    return standing.record.approved is not None and not standing.record.approved


def table_for(asks: Permission, page: str) -> dict[str, dict[str, To]]:
    """The steps of one application; `asks` is the permission to apply, `page` the one on which it is corrected."""
    return {
        S.SUBMITTED: {
            "stop": To(S.STOPPED, pgettext_lazy("entitlement", "Stopped"), automatic=True, when=given_up),
            "check": To(S.CHECKED, gettext_lazy("Confirm on the spot"), needs=Permission.CHECK,
                        not_by=(BEGIN, "resubmit"), when=basis_stands, primary=True),
            "return": To(S.RETURNED, gettext_lazy("Return for correction"), needs=Permission.CHECK, opinion=True,
                         not_by=(BEGIN, "resubmit"), back_to=BEGIN),
            "withdraw": To(S.WITHDRAWN, gettext_lazy("Withdraw the application"), needs=asks, by=(BEGIN, "resubmit"),
                           awaited=False),
        },
        S.CHECKED: {
            "stop": To(S.STOPPED, pgettext_lazy("entitlement", "Stopped"), automatic=True, when=given_up),
            "review": To(S.REVIEWED, gettext_lazy("Pass the review"), needs=Permission.REVIEW,
                         not_by=(BEGIN, "resubmit", "check"), when=basis_stands, primary=True),
            "return": To(S.RETURNED, gettext_lazy("Return for correction"), needs=Permission.REVIEW, opinion=True,
                            back_to=BEGIN),
            "refuse": To(S.REFUSED, pgettext_lazy("model worker", "Refuse the application"), needs=Permission.REVIEW,
                         opinion=True, not_by=(BEGIN, "resubmit", "check")),
        },
        S.RETURNED: {
            "stop": To(S.STOPPED, pgettext_lazy("entitlement", "Stopped"), automatic=True, when=given_up),
            "resubmit": To(S.SUBMITTED, gettext_lazy("Correct and submit again"), needs=asks, deadline=IN_TIME,
                           page=page, primary=True),
            "withdraw": To(S.WITHDRAWN, gettext_lazy("Withdraw the application"), needs=asks, awaited=False),
        },
        S.REVIEWED: {
            "stop": To(S.STOPPED, pgettext_lazy("entitlement", "Stopped"), automatic=True, when=given_up),
            "report": To(S.REPORTED, pgettext_lazy("entitlement", "Sent up"), automatic=True, when=sent_up),
            "reopen": To(S.CHECKED, gettext_lazy("Open the review again"), needs=Permission.REVIEW, opinion=True,
                         when=not_on_its_way, awaited=False),
        },
        S.REPORTED: {
            "stop": To(S.STOPPED, pgettext_lazy("entitlement", "Stopped"), automatic=True, when=given_up),
            "grant": To(S.GRANTED, pgettext_lazy("filing", "Granted"), automatic=True, when=granted),
            "deny": To(S.REFUSED, pgettext_lazy("entitlement", "Not granted"), automatic=True, when=denied),
            "come_back": To(S.REVIEWED, gettext_lazy("Came back"), automatic=True, when=back_here),
        },
        S.GRANTED: {
            "pay": To(S.PAID, pgettext_lazy("entitlement", "Paid"), automatic=True, when=was_paid),
            "stop": To(S.STOPPED, pgettext_lazy("entitlement", "Stopped"), automatic=True, when=called_off),
        },
        S.PAID: {
            "come_back": To(S.GRANTED, gettext_lazy("Came back"), automatic=True, when=came_back),
            "sign": To(S.SIGNED, gettext_lazy("Enter the signature"), needs=Permission.SIGN, primary=True),
        },
        S.SIGNED: {
            "come_back": To(S.GRANTED, gettext_lazy("Came back"), automatic=True, when=came_back),
        },
    }  # fmt: skip


COLOURS: dict[str, str] = {
    S.SUBMITTED: "running", S.CHECKED: "running", S.RETURNED: "due", S.REVIEWED: "running", S.REPORTED: "running",
    S.GRANTED: "due", S.PAID: "done", S.SIGNED: "done", S.REFUSED: "closed", S.WITHDRAWN: "closed",
    S.STOPPED: "closed",
}  # fmt: skip


def subject(entitlement: Any, _actor: Actor) -> str:
    """Whose application it is, and for what."""
    return str(entitlement)


BENEFIT_FLOW = Flow(
    Benefit,
    table_for(Permission.APPLY, "model_workers:benefit-resubmit"),
    starts=S.SUBMITTED,
    first_deadline=IN_TIME,
    colours=COLOURS,
    url_name="model_workers:benefit-detail",
    subject=subject,
    related=("worker__person", "union", "filing", "statement"),
)

CLAIM_FLOW = Flow(
    MedicalClaim,
    table_for(Permission.CLAIM, "model_workers:medicalclaim-resubmit"),
    starts=S.SUBMITTED,
    first_deadline=IN_TIME,
    colours=COLOURS,
    url_name="model_workers:medicalclaim-detail",
    subject=subject,
    related=("worker__person", "union", "filing"),
)

FILING_FLOW = Flow(
    Filing,
    {
        F.OPEN: {
            "publish": To(F.NOTICE, gettext_lazy("Give public notice"), needs=Permission.REPORT, when=sends_up,
                          notice=Publicity(PUBLICITY, title=title_of, entries=listed), primary=True),
            "submit": To(F.REPORTED, gettext_lazy("Send in for approval"), needs=Permission.REPORT, when=stays_here,
                         primary=True),
            "drop": To(F.DROPPED, gettext_lazy("Drop the filing"), needs=Permission.REPORT, opinion=True,
                       when=nothing_stands, awaited=False),
        },
        F.NOTICE: {
            "report": To(F.REPORTED, gettext_lazy("Send up"), needs=Permission.REPORT, after_notice=True,
                         primary=True),
            "return": To(F.OPEN, gettext_lazy("Take back to the review"), needs=Permission.REPORT, opinion=True,
                         awaited=False),
        },
        F.REPORTED: {
            "grant": To(F.GRANTED, gettext_lazy("Enter the reply and grant"), needs=Permission.GRANT,
                        not_by=(BEGIN, "publish", "submit", "report"), page="model_workers:filing-grant",
                        primary=True),
            "come_back": To(F.OPEN, gettext_lazy("Came back for correction"), needs=Permission.REPORT, opinion=True,
                            awaited=False),
        },
    },
    starts=F.OPEN,
    colours={F.OPEN: "running", F.NOTICE: "due", F.REPORTED: "running", F.GRANTED: "done", F.DROPPED: "closed"},
    url_name="model_workers:filing-detail",
    related=("union",),
)  # fmt: skip
