"""The figures about members: who joined, and who is a member on a day."""

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.figures.catalogue import Split, figure
from yuanxin.foundation.figures.choices import Theme, Window
from yuanxin.foundation.figures.measures import Count
from yuanxin.organisation.members.choices import JoinKind, LeaveKind, Permission, Sex
from yuanxin.organisation.members.models import Membership, Person

OWNER = _("Organisation department")
KINDS = [
    Split("person__employment_form", _("Form of employment")),
    Split("person__new_form", _("New form of employment")),
]
SPELL = ("joined_on", "left_on")

figure(
    "members.joined",
    _("Members who joined"),
    unit="人",
    definition=_(
        "First joinings by the day of joining. Transfers between unions and joining again are not counted; a member "
        "who leaves later stays counted; one whose union's approval was annulled as a mistake never was a member."
    ),
    owner=OWNER,
    measure=Count(),
    rows=Membership.objects.filter(join_kind=JoinKind.FIRST).exclude(leave_kind=LeaveKind.ANNULLED),
    on="joined_on",
    window=Window.PERIOD,
    printing="{n}余名",
    theme=Theme.POLITICAL,
    view=Permission.VIEW,
)

figure(
    "members.stock",
    _("Members"),
    unit="人",
    definition=_(
        "Memberships that hold the day: joined on or before it, and not left by then; retained ones included."
    ),
    owner=OWNER,
    measure=Count(),
    rows=Membership.objects.all(),
    on=SPELL,
    window=Window.AS_OF,
    theme=Theme.POLITICAL,
    view=Permission.VIEW,
    splits=KINDS,
    watches=[(Person, ["employment_form", "new_form"], "person")],
)

figure(
    "members.women",
    _("Women members"),
    unit="人",
    definition=_("Members on the day who are women."),
    owner=OWNER,
    measure=Count(),
    rows=Membership.objects.filter(person__sex=Sex.FEMALE),
    on=SPELL,
    window=Window.AS_OF,
    theme=Theme.POLITICAL,
    view=Permission.VIEW,
    watches=[(Person, ["sex"], "person")],
)

figure(
    "members.migrant",
    _("Members who are migrant workers"),
    unit="人",
    definition=_("Members on the day who are marked as migrant workers (农民工)."),
    owner=OWNER,
    measure=Count(),
    rows=Membership.objects.filter(person__migrant=True),
    on=SPELL,
    window=Window.AS_OF,
    theme=Theme.POLITICAL,
    view=Permission.VIEW,
    watches=[(Person, ["migrant"], "person")],
)

figure(
    "members.new_forms",
    _("Members in new forms of employment"),
    unit="人",
    definition=_("Members on the day whose work is a new form of employment (新就业形态)."),
    owner=OWNER,
    measure=Count(),
    rows=Membership.objects.exclude(person__new_form=""),
    on=SPELL,
    window=Window.AS_OF,
    theme=Theme.POLITICAL,
    view=Permission.VIEW,
    splits=[Split("person__new_form", _("New form of employment"))],
    watches=[(Person, ["new_form"], "person")],
)
