"""The documented sign-ins of a demonstration: one for every role, with fixed passwords, since nothing here is real."""

import base64
import datetime
import secrets
from dataclasses import dataclass
from typing import Literal

from django.db.models import Count
from django.utils.translation import gettext as _
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import Appointment, User
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.choices import Form, Level
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.models import Membership

PASSWORD = "Yuanxin-2016"  # noqa: S105 - printed at every start; it opens invented people only
Place = Literal["district", "street", "grassroots"]


@dataclass(frozen=True, slots=True)
class SignIn:
    """A user of the demonstration: who it is, and in which kind of union."""

    username: str
    name: str
    role: Role
    place: Place
    second_factor: bool = False


SIGN_INS = (
    SignIn("district", "沈佳", Role.DISTRICT_OFFICER, "district"),
    SignIn("street", "陈晓明", Role.STREET_OFFICER, "street"),
    SignIn("grassroots", "叶红", Role.GRASSROOTS_OFFICER, "grassroots"),
    SignIn("reviewer", "章伟", Role.REVIEWER, "district"),
    SignIn("approver", "俞国强", Role.APPROVER, "district", second_factor=True),
    SignIn("leader", "金敏", Role.LEADER, "district"),
    SignIn("finance", "楼萍", Role.FINANCE, "district"),
    SignIn("worker", "周磊", Role.WORKER, "grassroots"),
    SignIn("system", "系统管理员", Role.SYSTEM_ADMINISTRATOR, "district", second_factor=True),
    SignIn("security", "安全保密管理员", Role.SECURITY_ADMINISTRATOR, "district", second_factor=True),
    SignIn("audit", "安全审计员", Role.AUDIT_ADMINISTRATOR, "district", second_factor=True),
)


class NoSecondFactor(Refused):
    """The user signs in without codes, or is no user of the demonstration."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One line of the printed list: what to type, and the secret for an authenticator where the role needs one."""

    username: str
    password: str
    role: str
    union: str
    secret: str


def create_sign_ins(*, today: datetime.date) -> list[User]:
    """The users, each appointed in its union from `today` on; the caller's transaction records the event."""
    places = chief_places()
    users = []
    for sign_in in SIGN_INS:
        user = User(username=sign_in.username, name=sign_in.name, password_changed_at=clock.now())
        user.set_password(PASSWORD)
        user.save()
        Appointment.objects.create(user=user, union=places[sign_in.place], role=sign_in.role, begins_on=today)
        if sign_in.second_factor:
            TOTPDevice.objects.create(user=user, name="demo", key=secrets.token_hex(20), confirmed=True)
        users.append(user)
    return users


def printed_sign_ins() -> list[Printed]:
    """The sign-ins of this database, as `yuanxin up` and `yuanxin demo` print them."""
    appointments = {
        each.user.username: each for each in Appointment.objects.select_related("user", "union").order_by("-id")
    }
    return [
        Printed(
            username=sign_in.username,
            password=PASSWORD,
            role=str(sign_in.role.label),
            union=appointments[sign_in.username].union.name,
            secret=_secret(sign_in.username),
        )
        for sign_in in SIGN_INS
        if sign_in.username in appointments
    ]


def code_of(username: str) -> str:
    """The code that an authenticator with this user's secret shows now.

    Raises:
        NoSecondFactor: if there is no such user, or the user has none.
    """
    device = _device(username)
    if not User.objects.filter(username=username).exists():
        raise NoSecondFactor(_("There is no user %(user)s.") % {"user": username})
    if device is None:
        raise NoSecondFactor(_("%(user)s signs in without a code.") % {"user": username})
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = clock.now().timestamp()
    return f"{totp.token():0{device.digits}d}"


def _device(username: str) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user__username=username, confirmed=True).first()


def _secret(username: str) -> str:
    device = _device(username)
    return base64.b32encode(device.bin_key).decode() if device else ""


def chief_places() -> dict[Place, Union]:
    """The district, its largest street, and there the single employer's union with the most members."""
    district = Union.objects.get(parent=None)
    streets = Union.objects.filter(level=Level.STREET).in_force()
    street = max(streets, key=lambda union: (Union.objects.within(union).count(), union.path))
    open_spells = Membership.objects.open().within(street).filter(union__form=Form.COMMITTEE)
    largest = open_spells.values("union").annotate(members=Count("pk")).order_by("-members", "union").first()
    grassroots = Union.objects.get(pk=largest["union"]) if largest else street
    return {"district": district, "street": street, "grassroots": grassroots}
