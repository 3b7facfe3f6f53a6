"""The figures about titles and who holds them."""

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.figures.catalogue import DISTRICT, figure
from yuanxin.foundation.figures.choices import Theme, Window
from yuanxin.foundation.figures.measures import Count, Distinct, Rows, Run
from yuanxin.growth.honours.choices import Permission
from yuanxin.growth.honours.models import Honour

OWNER = _("Publicity department")
FINANCE_AWARD = "national_finance_award"
MOST_BEAUTIFUL = ("most_beautiful_xihu", "most_beautiful_workers")
ADVANCED = ("city_model_worker", "city_may_day_medal", "city_model_collective", "provincial_may_day_certificate")
DETAILS = [(_("Honour title"), "title__name"), (_("Year"), "year")]


def most_beautiful() -> Rows:
    """The honours of both titles with `holder`: the person, or the name of who is unknown to the register."""
    person = Concat(Value("person:"), Cast("person_id", CharField()), output_field=CharField())
    name = Concat(Value("name:"), F("holder_name"), output_field=CharField())
    return Honour.objects.of_title(*MOST_BEAUTIFUL).annotate(holder=Coalesce(person, name, output_field=CharField()))


figure(
    "honours.finance_award_run",
    _("Years on end as national advanced unit in union finance"),
    unit="年",
    definition=_(
        "Years on end, up to the last day's year or the one before, for which the district federation itself was named "
        "全国工会财务工作先进单位, among the honours held at the end of the last day."
    ),
    owner=OWNER,
    measure=Run("year"),
    # As the topmost union itself holds it, not the unions below.
    rows=Honour.objects.of_title(FINANCE_AWARD).filter(holder_union__parent=None, holder_union__isnull=False),
    on="awarded_on",
    lapses="withdrawn_on",
    union=DISTRICT,
    window=Window.AS_OF,
    printing="连续{h}年",
    theme=Theme.POLITICAL,
    view=Permission.VIEW,
    details=DETAILS,
)

figure(
    "honours.most_beautiful",
    _("Most beautiful workers"),
    unit="人",
    definition=_(
        "Holders of 最美西湖人 or 最美西湖劳动者 awarded in the period and not withdrawn by its last day; whoever was "
        "awarded both counts once."
    ),
    owner=OWNER,
    measure=Distinct("holder"),
    rows=most_beautiful(),
    on="awarded_on",
    lapses="withdrawn_on",
    window=Window.PERIOD,
    printing="{n}名",
    theme=Theme.ADVANCED,
    view=Permission.VIEW,
    details=DETAILS,
)

for code, title, label in (
    ("honours.most_beautiful_xihu", "most_beautiful_xihu", _("Most beautiful people of Xihu")),
    ("honours.most_beautiful_workers", "most_beautiful_workers", _("Most beautiful workers of Xihu")),
    ("honours.city_model_workers", "city_model_worker", _("New model workers of the city")),
    ("honours.city_may_day_medals", "city_may_day_medal", _("New May Day medals of the city")),
):
    figure(
        code,
        label,
        unit="人",
        definition=_("People who were awarded the title in the period, without those withdrawn by its last day."),
        owner=OWNER,
        measure=Count(),
        rows=Honour.objects.of_title(title),
        on="awarded_on",
        lapses="withdrawn_on",
        live=True,
        window=Window.PERIOD,
        printing="{n}名",
        theme=Theme.ADVANCED,
        view=Permission.VIEW,
        details=DETAILS,
    )

for code, title, label, unit in (
    ("honours.city_model_collectives", "city_model_collective", _("New model collectives of the city"), "个"),
    (
        "honours.provincial_may_day_certificates",
        "provincial_may_day_certificate",
        _("New May Day certificates of the province"),
        "家",
    ),
):
    figure(
        code,
        label,
        unit=unit,
        definition=_(
            "Employers and teams that were awarded the title in the period, without those withdrawn by its last day."
        ),
        owner=OWNER,
        measure=Count(),
        rows=Honour.objects.of_title(title),
        on="awarded_on",
        lapses="withdrawn_on",
        live=True,
        window=Window.PERIOD,
        theme=Theme.ADVANCED,
        view=Permission.VIEW,
        details=DETAILS,
    )

figure(
    "honours.advanced",
    _("Model workers and advanced people and collectives"),
    unit="个",
    definition=_(
        "Awards of 杭州市劳动模范, 杭州市五一劳动奖章, 杭州市模范集体 and 浙江省五一劳动奖状 in the period, people and "
        "collectives together, without those withdrawn by its last day. The parts are told in measure words of their "
        "own, so that this is a number of awards and not a sum of figures; it is the same."
    ),
    owner=OWNER,
    measure=Count(),
    rows=Honour.objects.of_title(*ADVANCED),
    on="awarded_on",
    lapses="withdrawn_on",
    live=True,
    window=Window.PERIOD,
    theme=Theme.ADVANCED,
    view=Permission.VIEW,
    details=DETAILS,
)
