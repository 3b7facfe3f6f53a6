"""The figures the welfare department answers for about hardship: who was helped with how much, and who is on file."""

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.figures.catalogue import Split, figure
from yuanxin.foundation.figures.choices import Theme, Window
from yuanxin.foundation.figures.measures import Count, Distinct, Sum
from yuanxin.foundation.payments.models import Payment
from yuanxin.welfare.hardship.choices import Permission, SpellBegin, SpellEnd
from yuanxin.welfare.hardship.models import FileSpell

OWNER = _("Welfare department")
TEMPORARY, ROUTINE = "hardship.temporary", "hardship.routine"
CATEGORIES = (Split("category", _("Category of hardship")),)

for code, kind, households, amount in (
    ("temporary", TEMPORARY, _("Households given temporary relief"), _("Temporary relief paid")),
    ("routine", ROUTINE, _("Households given routine relief"), _("Routine relief paid")),
):
    figure(
        f"hardship.{code}_households",
        households,
        unit="户",
        definition=_(
            "Different households that relief of this kind was paid to in the period, by the day of payment; one that "
            "was paid several times counts once. Money that came back counts no more from that day on."
        ),
        owner=OWNER,
        measure=Distinct("household"),
        rows=Payment.objects.of(kind).helped(),
        on="paid_on",
        lapses="reversed_on",
        window=Window.PERIOD,
        theme=Theme.ADVANCED,
        view=Permission.VIEW_FIGURES,
        view_rows=Permission.VIEW_MONEY,
    )
    figure(
        f"hardship.{code}_amount",
        amount,
        unit="元",
        definition=_(
            "Relief of this kind paid in the period, by the day of payment; money that came back is taken off on the "
            "day it came back."
        ),
        owner=OWNER,
        measure=Sum("paid_fen"),
        rows=Payment.objects.of(kind).paid(),
        on="paid_on",
        window=Window.PERIOD,
        theme=Theme.ADVANCED,
        view=Permission.VIEW_FIGURES,
        view_rows=Permission.VIEW_MONEY,
        printing="{n}万元",
    )

figure(
    "hardship.files",
    _("Households on file"),
    unit="户",
    definition=_(
        "Households with an open hardship file at the end of the day; those out of hardship and watched count until "
        "the file is closed, and a late re-check takes none out."
    ),
    owner=OWNER,
    measure=Count(),
    rows=FileSpell.objects.all(),
    on=("begins_on", "ends_on"),
    window=Window.AS_OF,
    theme=Theme.ADVANCED,
    view=Permission.VIEW_FIGURES,
    view_rows=Permission.VIEW,
    splits=CATEGORIES,
)

for code, label, kind, told in (
    (
        "opened",
        _("Hardship files opened"),
        SpellBegin.OPENED,
        _("Files opened for the first time, by the day of approval."),
    ),
    (
        "returned",
        _("Households back in hardship"),
        SpellBegin.RETURNED,
        _("Closed files that were taken up again, by the day of approval."),
    ),
    (
        "changed",
        _("Hardship files changed"),
        SpellBegin.CHANGED,
        _("Files whose category was changed, by the day of approval; told apart by the new category."),
    ),
    (
        "recovered",
        _("Households out of hardship"),
        SpellBegin.RECOVERED,
        _("Files whose household was found out of hardship and is watched from then on, by the day of approval."),
    ),
):
    figure(
        f"hardship.files_{code}",
        label,
        unit="户",
        definition=told,
        owner=OWNER,
        measure=Count(),
        rows=FileSpell.objects.filter(begin_kind=kind),
        on="begins_on",
        window=Window.PERIOD,
        theme=Theme.ADVANCED,
        view=Permission.VIEW_FIGURES,
        view_rows=Permission.VIEW,
        splits=CATEGORIES,
    )

figure(
    "hardship.files_closed",
    _("Hardship files closed"),
    unit="户",
    definition=_("Files closed, by the day of approval; told apart by the category they had last."),
    owner=OWNER,
    measure=Count(),
    rows=FileSpell.objects.filter(end_kind=SpellEnd.CLOSED),
    on="ends_on",
    window=Window.PERIOD,
    theme=Theme.ADVANCED,
    view=Permission.VIEW_FIGURES,
    view_rows=Permission.VIEW,
    splits=CATEGORIES,
)
