"""The figures about model workers: the register, what was applied for, what was reimbursed (F29 to F37)."""

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.figures.catalogue import Split, figure
from yuanxin.foundation.figures.choices import Theme, Window
from yuanxin.foundation.figures.measures import Count, Distinct, Sum
from yuanxin.foundation.payments.models import Payment
from yuanxin.growth.honours.choices import HonourLevel
from yuanxin.welfare.model_workers.choices import BenefitKind, Permission
from yuanxin.welfare.model_workers.models import Benefit, WorkerSpell
from yuanxin.welfare.model_workers.services.granting import BENEFIT, MEDICAL

OWNER = _("Department of rights and interests")

figure(
    "model_workers.stock",
    _("Model workers on the register"),
    unit="人",
    definition=_(
        "Model workers whom the district serves at the end of the day, by the spells of their files: from the day of "
        "the honour, or of moving in, until the death, the withdrawal of the title, or moving out."
    ),
    owner=OWNER,
    measure=Count(),
    rows=WorkerSpell.objects.all(),
    on=("begins_on", "ends_on"),
    window=Window.AS_OF,
    theme=Theme.MASS,
    view=Permission.VIEW,
    splits=[Split("level", _("Level"))],
)

figure(
    "model_workers.medical_persons",
    _("Model workers whose medical expenses were reimbursed"),
    unit="人",
    definition=_(
        "Different model workers to whom medical expenses were paid in the period, by the day of payment. A payment "
        "that came back counts no more from that day on."
    ),
    owner=OWNER,
    measure=Distinct("payee_person"),
    rows=Payment.objects.of(MEDICAL).helped(),
    on="paid_on",
    lapses="reversed_on",
    window=Window.PERIOD,
    printing="{n}位",
    theme=Theme.MASS,
    view=Permission.VIEW,
    view_rows=Permission.VIEW_MONEY,
)

figure(
    "model_workers.medical_paid",
    _("Medical expenses of model workers reimbursed"),
    unit="元",
    definition=_(
        "Money paid to model workers for medical expenses in the period, by the day of payment, less what came back in "
        "it."
    ),
    owner=OWNER,
    measure=Sum("paid_fen"),
    rows=Payment.objects.of(MEDICAL).paid(),
    on="paid_on",
    window=Window.PERIOD,
    printing="{n}万元",
    theme=Theme.MASS,
    view=Permission.VIEW,
    view_rows=Permission.VIEW_MONEY,
)

APPLICANTS = _(
    "Different model workers of the level in whose name it was applied for in the period, by the day of the "
    "application, whatever was granted; an application that was withdrawn counts no more from that day on."
)
APPLIED = _(
    "Amounts applied for in the period, by the day of the application, whatever was granted; an application that was "
    "withdrawn counts no more from that day on."
)
for level, name, kinds, persons, amount, printing in (
    (
        HonourLevel.NATIONAL,
        "national",
        (),
        _("National model workers for whom the three funds were applied for"),
        _("Three funds applied for on behalf of national model workers"),
        "十余万元",
    ),
    (
        HonourLevel.PROVINCIAL,
        "provincial",
        (BenefitKind.DIFFICULTY,),
        _("Provincial model workers for whom a hardship allowance was applied for"),
        _("Hardship allowances applied for on behalf of provincial model workers"),
        "{n}万元",
    ),
    (
        HonourLevel.CITY,
        "city",
        (BenefitKind.DIFFICULTY,),
        _("City model workers for whom an allowance for low income was applied for"),
        _("Allowances for low income applied for on behalf of city model workers"),
        "{n}万元",
    ),
):
    figure(
        f"model_workers.{name}_applicants",
        persons,
        unit="人",
        definition=APPLICANTS,
        owner=OWNER,
        measure=Distinct("worker"),
        rows=Benefit.objects.of_level(level, *kinds),
        on="submitted_on",
        lapses="withdrawn_on",
        window=Window.PERIOD,
        printing="{n}位",
        theme=Theme.MASS,
        view=Permission.VIEW,
        view_rows=Permission.VIEW_MONEY,
    )
    figure(
        f"model_workers.{name}_applied",
        amount,
        unit="元",
        definition=APPLIED,
        owner=OWNER,
        measure=Sum("applied"),
        rows=Benefit.objects.of_level(level, *kinds),
        on="submitted_on",
        lapses="withdrawn_on",
        live=True,
        window=Window.PERIOD,
        printing=printing,
        theme=Theme.MASS,
        view=Permission.VIEW,
        view_rows=Permission.VIEW_MONEY,
    )

figure(
    "model_workers.benefits_paid",
    _("Benefits of model workers paid"),
    unit="元",
    definition=_(
        "The three funds and condolences paid to model workers and their families in the period, by the day of "
        "payment, less what came back in it. What was applied for is told apart."
    ),
    owner=OWNER,
    measure=Sum("paid_fen"),
    rows=Payment.objects.of(BENEFIT).paid(),
    on="paid_on",
    window=Window.PERIOD,
    theme=Theme.MASS,
    view=Permission.VIEW,
    view_rows=Permission.VIEW_MONEY,
)
