"""Words of claims: what is claimed, why something is cut or refused, the steps of a calculation, the states."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BenefitKind(TextChoices):
    """保障项目: what the scheme pays for; each has a plan of its own."""

    INPATIENT = "inpatient", _("Stay in hospital")
    OUTPATIENT = "outpatient", _("Outpatient treatment of a special illness")
    MAJOR_ILLNESS = "major_illness", _("Major illness")
    WOMEN = "women", _("Special illness of women workers")
    ACCIDENTAL_DEATH = "accidental_death", _("Death by accident")


class HospitalLevel(TextChoices):
    """医院等级."""

    THIRD = "third", pgettext_lazy("hospital", "Third class")
    SECOND = "second", pgettext_lazy("hospital", "Second class")
    FIRST = "first", pgettext_lazy("hospital", "First class")
    COMMUNITY = "community", pgettext_lazy("hospital", "Community health centre")


class SpecialCause(TextChoices):
    """特殊系数: why more than the usual benefit is paid."""

    HARDSHIP = "hardship", _("Household with a hardship file")
    MODEL_WORKER = "model_worker", _("Model worker in hardship")


class Reason(TextChoices):
    """原因代码: why nothing is paid (R1 to R3), or why less is counted or paid (R4, R5).

    The codes go into letters and statistics and never change their meaning.
    """

    NOT_COVERED = "R11", _("Not covered on the day of admission")
    WAITING = "R12", _("Admitted in the waiting period")
    LATE = "R13", _("Claimed too late")
    HOSPITAL_NOT_LISTED = "R14", _("Hospital not on the list")
    ILLNESS_NOT_LISTED = "R15", _("Illness not on the list of the benefit")
    TIMES_USED = "R16", _("Benefit of the year paid already")
    DUPLICATE_BILL = "R17", _("Bill claimed already")
    WITHIN_DEDUCTIBLE = "R21", _("Own payment within the deductible")
    BELOW_MINIMUM = "R22", _("Benefit below the smallest that is paid")
    CAP_USED = "R23", _("Limit of the year used up")
    MATERIALS_MISSING = "R31", _("Materials not supplied")
    MATERIALS_FALSE = "R32", _("Materials not true")
    PAID_ELSEWHERE = "R33", _("Paid from elsewhere in full")
    OVER_CAP = "R41", _("Cut to what is left of the limit of the year")
    OUTSIDE_CATALOGUE = "R51", _("Item outside the catalogue of medical insurance")
    OTHER_STAY = "R52", _("Item not of this treatment")
    NOT_ORIGINAL = "R53", _("Bill unreadable or no original")
    PAID_BY_OTHERS = "R54", _("Part paid by another insurance")
    MISCALCULATED = "R55", _("Amount corrected after the bill")


# Found by the rule itself: with them nothing is paid.
REFUSING = (
    Reason.NOT_COVERED,
    Reason.WAITING,
    Reason.LATE,
    Reason.HOSPITAL_NOT_LISTED,
    Reason.ILLNESS_NOT_LISTED,
    Reason.TIMES_USED,
)
# Found by the rule in the amounts: nothing comes out, or less.
OF_AMOUNTS = (Reason.WITHIN_DEDUCTIBLE, Reason.BELOW_MINIMUM, Reason.CAP_USED, Reason.OVER_CAP)
# What an officer may refuse a claim for, besides what the rule found.
BY_OFFICERS = (Reason.MATERIALS_MISSING, Reason.MATERIALS_FALSE, Reason.PAID_ELSEWHERE)
# What an officer may strike a part of a bill off for.
STRIKING = (
    Reason.OUTSIDE_CATALOGUE,
    Reason.OTHER_STAY,
    Reason.NOT_ORIGINAL,
    Reason.PAID_BY_OTHERS,
    Reason.MISCALCULATED,
)

# Each reason as it is told to the worker. The names in brackets are facts of the claim, kept with the reason.
SENTENCES = {
    Reason.NOT_COVERED: _("You were not covered by mutual aid on the day of admission (%(admitted)s)."),
    Reason.WAITING: _(
        "You were admitted on %(admitted)s, in the waiting period of a first enrolment, which lasted until %(until)s."
    ),
    Reason.LATE: _(
        "You left hospital on %(discharged)s. The last day to claim was %(until)s, and the claim came on %(submitted)s."
    ),
    Reason.HOSPITAL_NOT_LISTED: _("The hospital was not on the list of the scheme on the day of admission."),
    Reason.ILLNESS_NOT_LISTED: _("The diagnosis is not on the list of illnesses that this benefit is for."),
    Reason.TIMES_USED: _("This benefit is paid %(times)s times a scheme year, and was."),
    Reason.DUPLICATE_BILL: _("The bill %(number)s is claimed already, in %(claim)s."),
    Reason.WITHIN_DEDUCTIBLE: _(
        "Your own payment that counts is %(base)s yuan, and %(left)s yuan of the deductible of the year are left: "
        "nothing goes beyond it."
    ),
    Reason.BELOW_MINIMUM: _("The benefit would be %(amount)s yuan; below %(minimum)s yuan nothing is paid."),
    Reason.CAP_USED: _("The limit of %(cap)s yuan of the scheme year is used up."),
    Reason.OVER_CAP: _(
        "The benefit would be %(amount)s yuan. The limit of the scheme year is %(cap)s yuan, of which %(left)s yuan "
        "are left: these are paid, %(cut)s yuan are cut."
    ),
    Reason.MATERIALS_MISSING: _("Materials that the claim needs were not supplied in time."),
    Reason.MATERIALS_FALSE: _("Materials of the claim were found not to be true."),
    Reason.PAID_ELSEWHERE: _("The costs were paid in full from elsewhere."),
    Reason.OUTSIDE_CATALOGUE: _("%(amount)s yuan are for items outside the catalogue and do not count."),
    Reason.OTHER_STAY: _("%(amount)s yuan are for items that do not belong to this treatment."),
    Reason.NOT_ORIGINAL: _("%(amount)s yuan stand on a bill that cannot be read or is no original."),
    Reason.PAID_BY_OTHERS: _("%(amount)s yuan were paid by another insurance."),
    Reason.MISCALCULATED: _("%(amount)s yuan less, after the amounts on the bill."),
}


class Step(TextChoices):
    """A line of the statement of a calculation (理赔计算明细)."""

    TOTAL = "total", _("Total of the bills")
    POOL = "pool", _("Less paid by the pool of medical insurance")
    MAJOR = "major", _("Less paid by major-illness insurance")
    OTHER = "other", _("Less paid by other insurance")
    EXCLUDED = "excluded", _("Less items outside the catalogue")
    STRUCK = "struck", _("Less struck off by the reviewers")
    BASE = "base", _("Own payment that counts")
    DEDUCTIBLE = "deductible", _("Less deductible of the year")
    COUNTED = "counted", _("Counted for the benefit")
    TIER = "tier", pgettext_lazy("benefit", "Tier")
    SUM = "sum", _("Sum of the tiers")
    LUMP = "lump", _("Fixed sum")
    FACTOR = "factor", _("Times the special factor")
    ROUNDED = "rounded", _("Rounded to the fen")
    LIMIT = "limit", _("Left of the limit of the year")
    BENEFIT = "benefit", _("Benefit")


class ClaimState(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Documents to be checked")
    CHECKED = "checked", _("To be computed")
    COMPUTED = "computed", _("To be sampled")
    SELECTED = "selected", _("Selected for inspection")
    READY = "ready", _("To be reviewed")
    REVIEWED = "reviewed", _("To be approved")
    APPROVED = "approved", _("Approved, payment to be requested")
    REQUESTED = "requested", _("Payment requested")
    PAID = "paid", pgettext_lazy("claim", "Paid")
    CLOSED = "closed", pgettext_lazy("claim", "Closed")
    RETURNED = "returned", _("Returned for completion")
    REFUSED = "refused", pgettext_lazy("claim", "Refused")
    APPEALED = "appealed", _("Appealed")
    WITHDRAWN = "withdrawn", pgettext_lazy("claim", "Withdrawn")


class Sampling(TextChoices):
    """抽查: whether somebody looks into the claim itself, and not only at what was computed of it."""

    SELECTED = "selected", _("Selected")
    INSPECTED = "inspected", _("Inspected")
    SKIPPED = "skipped", _("Not selected")
    BYPASSED = "bypassed", _("Selected, and excused")
