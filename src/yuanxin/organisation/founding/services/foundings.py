"""The application to found a union: brought in, corrected, with its employers and its roster."""

import datetime
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from yuanxin.foundation.accounts.models import Link
from yuanxin.foundation.accounts.services import make_link
from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.services import begin
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.numbers import InvalidNumber, phone_of
from yuanxin.foundation.kernel.sealed import lookup_digest, seal
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.unions.choices import EmployerKind, Form, UnionState
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.registry import Belonging, Merger
from yuanxin.foundation.unions.services import AREA_LEVELS
from yuanxin.foundation.unions.services.employers import checked_credit_code
from yuanxin.foundation.unions.services.writing import change, check_in_force, check_version, locked, write
from yuanxin.organisation.founding.choices import FoundingState, Permission, Shape, Source
from yuanxin.organisation.founding.intake import ReadRoster, read_roster
from yuanxin.organisation.founding.models import Applicant, Founding, FoundingEmployer
from yuanxin.organisation.founding.rules.policies import ONLINE_LIMIT
from yuanxin.organisation.founding.states import FOUNDING_FLOW

FOLLOWING = "founding.follow"
# How long the applicant can follow the matter by the link, past any time limit of its states.
FOLLOWED_FOR = datetime.timedelta(days=400)
ONLINE = Actor(key="online:founding", label="")
OPEN = tuple(state for state in FoundingState if state not in FOUNDING_FLOW.ends - {FoundingState.APPROVED})
UNDECIDED = tuple(state for state in OPEN if state != FoundingState.APPROVED)
# Until an election was reported, what it stood on may be put right.
CORRECTABLE = (
    FoundingState.SUBMITTED, FoundingState.RETURNED, FoundingState.PREPARING, FoundingState.NOMINATED,
)  # fmt: skip


class AlreadyApplied(Refused):
    """An application of this employer is being dealt with."""


class TooMany(Refused):
    """More applications came from one network address in a day than anybody needs to send."""


class NotNow(Refused):
    """The application has gone past the stage at which this is changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerGiven:
    """An employer as it describes itself."""

    name: str
    credit_code: str
    staff: int
    women: int = 0
    kind: str = EmployerKind.PRIVATE
    industry: str = ""
    address: str = ""
    legal_representative: str = ""


@dataclass(frozen=True, slots=True)
class NewFounding:
    """An application just sent in online, and the token of the link by which it is followed, told only here."""

    founding: Founding
    token: str


@transaction.atomic
def apply(
    *,
    actor: Actor,
    union: Union,
    name: str,
    shape: str,
    employer: EmployerGiven,
    contact_name: str,
    contact_phone: str,
    today: datetime.date,
    joins: Union | None = None,
    roster: bytes | None = None,
) -> Founding:
    """Enter an employer's application at the office of `union`, the street, town, park or district that guides it.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enter applications there.
        AlreadyApplied: if one of the same employer is being dealt with.
        Refused: at the field that is wrong.
    """
    actor.require(Permission.APPLY, union)
    new = Founding(union=union, name=name, shape=shape, joins=joins, source=Source.OFFICE, contact_name=contact_name)
    return _bring_in(actor, new, employer, contact_phone, roster, today)


@transaction.atomic
def apply_online(
    *,
    union: Union,
    name: str,
    shape: str,
    employer: EmployerGiven,
    contact_name: str,
    contact_phone: str,
    address: str,
    today: datetime.date,
    roster: bytes | None = None,
) -> NewFounding:
    """Take an application that an employer sends without an account; answers with a link of its own to follow it by.

    Args:
        address: the network address it came from.

    Raises:
        TooMany: if that address has sent as many today as the policy allows.
        AlreadyApplied, Refused: as `apply` does.
    """
    origin = lookup_digest(f"address {address}")
    allowed = policy(ONLINE_LIMIT, on=today).count
    if Founding.objects.filter(applied_from=origin, applied_on=today).count() >= allowed:
        raise TooMany(
            _("%(count)s applications came from your network today.") % {"count": allowed},
            remedy=_("Try again tomorrow, or bring the papers to the street's union."),
        )
    new = Founding(
        union=union, name=name, shape=shape, source=Source.ONLINE, contact_name=contact_name, applied_from=origin
    )
    actor = Actor(key=ONLINE.key, label=contact_name.strip()[:50], address=address)
    founding = _bring_in(actor, new, employer, contact_phone, roster, today)
    made = make_link(
        actor=Actor.system("founding"),
        purpose=FOLLOWING,
        union=union,
        expires_on=today + FOLLOWED_FOR,
        today=today,
        label=founding.name,
        subject=founding,
    )
    return NewFounding(founding, made.token)


def _bring_in(
    actor: Actor, new: Founding, employer: EmployerGiven, phone: str, roster: bytes | None, today: datetime.date
) -> Founding:
    new.name, new.contact_name = checked_text(new.name, "name"), checked_text(new.contact_name, "contact_name")
    new.contact_phone, new.applied_on = seal(checked_phone(phone)), today
    check_place(new.union, new.shape, new.joins)
    begin(new, actor=actor, today=today)
    put_employer(new, employer, position=1)
    if roster is not None:
        put_roster(new, roster, today)
    return new


@transaction.atomic
def correct_founding(
    *,
    actor: Actor,
    founding: Founding,
    name: str,
    shape: str,
    contact_name: str,
    contact_phone: str,
    employer: EmployerGiven,
    today: datetime.date,
    union: Union | None = None,
    joins: Union | None = None,
    version: int | None = None,
) -> Founding:
    """Put an application right, as long as nobody was elected on it; `union` gives it to another street.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enter applications there.
        NotNow: once its election was reported.
        Stale: if `version` is given and no longer the application's.
    """
    founding = correctable(actor, founding, version)
    place = union or founding.union
    check_place(place, shape, joins)
    if place.pk != founding.union_id and founding.state not in {FoundingState.SUBMITTED, FoundingState.RETURNED}:
        raise NotNow(_("Another street can only be chosen before the application is accepted."), field="union")
    values = {
        "union": place,
        "name": checked_text(name, "name"),
        "shape": shape,
        "joins": joins if shape == Shape.EXISTING else None,
        "contact_name": checked_text(contact_name, "contact_name"),
    }
    if contact_phone:
        values["contact_phone"] = seal(checked_phone(contact_phone))
    first = founding.employers.order_by("position").first()
    change(actor, "founding.corrected", founding, values)
    # Whoever follows the application by its link acts where it now is.
    Link.objects.filter(purpose=FOLLOWING, object_id=founding.pk).update(union=place)
    put_employer(founding, employer, position=1, replaces=first)
    return founding


@transaction.atomic
def add_employer(
    *, actor: Actor, founding: Founding, employer: EmployerGiven, today: datetime.date
) -> FoundingEmployer:
    """Add another employer to the founding of a joint union.

    Raises:
        OutOfScope, NotAllowed, NotNow: as `correct_founding` does.
        AlreadyApplied: if an application of that employer is being dealt with.
    """
    founding = correctable(actor, founding)
    last = founding.employers.order_by("-position").first()
    added = put_employer(founding, employer, position=last.position + 1 if last else 1)
    record(actor, "founding.employer_added", founding, changes=[RowChange(added, None, snapshot(added))])
    return added


@transaction.atomic
def drop_employer(*, actor: Actor, founding: Founding, employer: FoundingEmployer, today: datetime.date) -> None:
    """Take an employer off an application; the first one, which applied, stays.

    Raises:
        OutOfScope, NotAllowed, NotNow: as `correct_founding` does.
    """
    founding = correctable(actor, founding)
    if employer.position == 1:
        raise Refused(_("The employer that applied stays."), remedy=_("Withdraw the application instead."))
    before = snapshot(employer)
    gone = FoundingEmployer(pk=employer.pk)
    founding.employers.filter(pk=employer.pk).delete()
    record(actor, "founding.employer_dropped", founding, changes=[RowChange(gone, before, None)])


@transaction.atomic
def take_roster(*, actor: Actor, founding: Founding, content: bytes, today: datetime.date) -> int:
    """Take the roster of those who join, in the place of an earlier one; the number of people on it.

    Raises:
        OutOfScope, NotAllowed, NotNow: as `correct_founding` does.
        UnreadableFile: if the file cannot be read.
        Refused: naming every cell that is wrong; then nothing is taken.
    """
    founding = correctable(actor, founding)
    former = founding.applicants.count()
    founding.applicants.all().delete()
    count = put_roster(founding, content, today)
    record(actor, "founding.roster_taken", founding, count=count, former=former)
    return count


def put_roster(founding: Founding, content: bytes, today: datetime.date) -> int:
    """Read the roster and keep its people, all or none."""
    read: ReadRoster = read_roster(content, founding.union, today)
    if read.problems:
        shown = "\n".join(read.problems[:50])
        raise Refused(
            _("The roster is not right yet:") + "\n" + shown,
            remedy=_("Mend these cells and choose the file again."),
            field="roster",
        )
    if not read.rows:
        raise Refused(_("There is nobody on the roster."), remedy=_("Choose another file."), field="roster")
    Applicant.objects.bulk_create([Applicant(founding=founding, **row) for row in read.rows], batch_size=1000)
    return len(read.rows)


def put_employer(
    founding: Founding, given: EmployerGiven, *, position: int, replaces: FoundingEmployer | None = None
) -> FoundingEmployer:
    """Keep an employer as given; one credit code is in one undecided application only."""
    name, code = checked_text(given.name, "employer_name"), checked_credit_code(given.credit_code)
    if code is None:
        raise Refused(_("The credit code is missing."), remedy=_("Enter it."), field="credit_code")
    if given.women > given.staff:
        raise Refused(_("There are more women than staff."), remedy=_("Correct one of the numbers."), field="women")
    same = FoundingEmployer.objects.filter(credit_code=code, founding__state__in=UNDECIDED)
    if same.exclude(pk=replaces.pk if replaces else None).exists():
        raise AlreadyApplied(
            _("An application of this employer is being dealt with."),
            remedy=_("Follow it by its own link, or ask the street's union."),
            field="credit_code",
        )
    values = asdict(given) | {"name": name, "credit_code": code}
    if replaces is None:
        return FoundingEmployer.objects.create(founding=founding, position=position, **values)
    for field, value in values.items():
        setattr(replaces, field, value)
    replaces.save()
    return replaces


def correctable(actor: Actor, founding: Founding, version: int | None = None) -> Founding:
    """The application, held for a correction.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enter applications there.
        NotNow: once its election was reported, or it was decided.
        Stale: if `version` is given and no longer the application's.
    """
    founding = locked(founding)
    actor.require(Permission.APPLY, founding.union)
    check_version(founding, version)
    if founding.state not in CORRECTABLE:
        raise NotNow(
            _("In the state “%(state)s” the application is not changed.") % {"state": founding.get_state_display()},
            remedy=_("It can be returned for correction."),
        )
    return founding


def check_place(union: Union, shape: str, joins: Union | None) -> None:
    """Raise unless `union` can guide a founding, and a joint union of it is named where one is to be joined."""
    check_in_force(union)
    if union.level not in AREA_LEVELS:
        raise Refused(
            _("A founding is guided by the street, town or park, or by the district."),
            remedy=_("Choose one of them."),
            field="union",
        )
    if joins is not None and shape == Shape.EXISTING:
        joinable = joins.form in {Form.JOINT, Form.UNION_FEDERATION} and joins.state == UnionState.ACTIVE
        if not joinable or not joins.path.startswith(union.path):
            raise Refused(
                _("%(union)s is no joint union in force there.") % {"union": joins.name},
                remedy=_("Choose a joint union of the same street."),
                field="joins",
            )


def checked_text(text: str, field: str) -> str:
    """The text without blanks around it, refused where nothing is left."""
    text = text.strip()
    if not text:
        raise Refused(_("The name is missing."), remedy=_("Enter it."), field=field)
    return text


def checked_phone(text: str) -> str:
    """The phone in its one written form.

    Raises:
        InvalidNumber: at the contact's phone.
    """
    try:
        return phone_of(text, landlines=True)
    except InvalidNumber as error:
        error.field = "contact_phone"
        raise


def application_belonging() -> Belonging:
    """Undecided applications, as something that passes on when the unions that guide them merge."""
    return Belonging(
        code="founding.applications",
        told=ngettext_lazy(
            "%(count)s undecided application to found a union",
            "%(count)s undecided applications to found a union",
            "count",
        ),
        rows=lambda union: undecided(union),
        pass_on=pass_applications_on,
        remedy=gettext_lazy("Decide the applications first, or give them to another street."),
    )


def undecided(union: Union) -> QuerySet[Founding]:
    """The applications that a union guides and that are not decided."""
    return Founding.objects.filter(union=union, state__in=UNDECIDED)


def pass_applications_on(merger: Merger) -> list[RowChange]:
    """The survivor guides them from then on."""
    rows = undecided(merger.absorbed).select_for_update(no_key=True).order_by("pk")
    changes = [write(row, {"union": merger.survivor}) for row in rows]
    Link.objects.filter(purpose=FOLLOWING, union=merger.absorbed).update(union=merger.survivor)
    return [change for change in changes if change is not None]
