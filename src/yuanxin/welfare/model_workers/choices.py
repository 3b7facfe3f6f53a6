"""Words of model workers' services."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Permission(TextChoices):
    VIEW = "model_workers.view", _("See the register of model workers")
    EDIT = "model_workers.edit", _("Register model workers, enter moves and deaths")
    VIEW_PRIVATE = "model_workers.view_private", _("See a model worker's income, health and bank card in clear")
    SURVEY = "model_workers.survey", _("Answer the income survey of model workers")
    RUN_SURVEYS = "model_workers.run_surveys", _("Begin and close income surveys of model workers")
    VIEW_MONEY = "model_workers.view_money", _("See benefits and medical claims of model workers")
    APPLY = "model_workers.apply", _("Compute and apply for benefits of model workers")
    CLAIM = "model_workers.claim", _("Enter medical claims of model workers")
    CHECK = "model_workers.check", _("Check applications of model workers on the spot")
    REVIEW = "model_workers.review", _("Review applications of model workers")
    REPORT = "model_workers.report", _("Give notice of model workers' benefits and send them up")
    GRANT = "model_workers.grant", _("Grant model workers' benefits, and have them paid")
    SIGN = "model_workers.sign", _("Enter that a model worker has signed for a benefit")
    EXPORT = "model_workers.export", _("Export registers of model workers")


class Employment(TextChoices):
    """人员类别: by it the line of low income differs."""

    EMPLOYED = "employed", pgettext_lazy("model worker", "Employed")
    RETIRED = "retired", pgettext_lazy("model worker", "Retired")
    FARMER = "farmer", pgettext_lazy("model worker", "Farmer")


class Insurance(TextChoices):
    """医保类型."""

    EMPLOYEE = "employee", _("Medical insurance of employees")
    RESIDENT = "resident", _("Medical insurance of residents")
    PUBLIC = "public", _("Publicly funded medical care")
    NONE = "none", _("No medical insurance")


class Health(TextChoices):
    """健康状况; kept sealed."""

    GOOD = "good", pgettext_lazy("health", "Good")
    FAIR = "fair", pgettext_lazy("health", "Fair")
    CHRONIC = "chronic", pgettext_lazy("health", "Chronic illness")
    SERIOUS = "serious", pgettext_lazy("health", "Serious illness")
    DISABLED = "disabled", pgettext_lazy("health", "Disabled")


class WorkerState(TextChoices):
    """Whether the district serves a model worker."""

    ACTIVE = "active", pgettext_lazy("model worker", "On the register")
    DECEASED = "deceased", pgettext_lazy("model worker", "Deceased")
    REVOKED = "revoked", pgettext_lazy("model worker", "Title withdrawn")
    MOVED_OUT = "moved_out", pgettext_lazy("model worker", "Moved out")
    # The file was made for somebody who is none; it counts on no day.
    MISTAKE = "mistake", pgettext_lazy("model worker", "Entered by mistake")


class SpellEnd(TextChoices):
    """Why a spell on the register ended."""

    LEVEL = "level", pgettext_lazy("model worker", "Another level")
    UNION = "union", pgettext_lazy("model worker", "Served by another union")
    DECEASED = "deceased", pgettext_lazy("model worker", "Deceased")
    REVOKED = "revoked", pgettext_lazy("model worker", "Title withdrawn")
    MOVED_OUT = "moved_out", pgettext_lazy("model worker", "Moved out")
    MISTAKE = "mistake", pgettext_lazy("model worker", "Entered by mistake")


class SurveyState(TextChoices):
    OPEN = "open", pgettext_lazy("income survey", "Being answered")
    CLOSED = "closed", pgettext_lazy("income survey", "Closed")


class BenefitKind(TextChoices):
    """What a model worker can be given; the first three are the 三金."""

    RELIEF = "relief", pgettext_lazy("model worker", "Special hardship relief")
    DIFFICULTY = "difficulty", pgettext_lazy("model worker", "Hardship allowance")
    HOLIDAY = "holiday", pgettext_lazy("model worker", "Holiday gift")
    FUNERAL = "funeral", pgettext_lazy("model worker", "Funeral condolence")


THREE_FUNDS = (BenefitKind.RELIEF, BenefitKind.DIFFICULTY, BenefitKind.HOLIDAY)


class ReliefCause(TextChoices):
    """Why special relief is asked for; kept sealed, since it may tell an illness."""

    OWN_ILLNESS = "own_illness", _("Serious illness of the model worker")
    FAMILY_ILLNESS = "family_illness", _("Serious illness in the family")
    ACCIDENT = "accident", _("Accident")
    DISASTER = "disaster", _("Disaster")


class Purpose(TextChoices):
    """What is sent in together."""

    BENEFITS = "benefits", pgettext_lazy("model worker", "Three funds")
    MEDICAL = "medical", pgettext_lazy("model worker", "Medical reimbursement")
    FUNERAL = "funeral", pgettext_lazy("model worker", "Funeral condolence")


class FilingState(TextChoices):
    """Where a filing stands."""

    OPEN = "open", pgettext_lazy("filing", "Being put together")
    NOTICE = "notice", pgettext_lazy("filing", "On public notice")
    REPORTED = "reported", pgettext_lazy("filing", "Sent up")
    GRANTED = "granted", pgettext_lazy("filing", "Granted")
    DROPPED = "dropped", pgettext_lazy("filing", "Dropped")


class EntitlementState(TextChoices):
    """Where a benefit or a medical claim stands."""

    SUBMITTED = "submitted", pgettext_lazy("entitlement", "Awaiting the check on the spot")
    CHECKED = "checked", pgettext_lazy("entitlement", "Awaiting review")
    RETURNED = "returned", pgettext_lazy("entitlement", "Returned for correction")
    REVIEWED = "reviewed", pgettext_lazy("entitlement", "Reviewed")
    REPORTED = "reported", pgettext_lazy("entitlement", "Sent up")
    GRANTED = "granted", pgettext_lazy("entitlement", "Granted, to be paid")
    PAID = "paid", pgettext_lazy("entitlement", "Paid")
    SIGNED = "signed", pgettext_lazy("entitlement", "Signed for")
    REFUSED = "refused", pgettext_lazy("entitlement", "Not granted")
    WITHDRAWN = "withdrawn", pgettext_lazy("entitlement", "Withdrawn")
    STOPPED = "stopped", pgettext_lazy("entitlement", "Stopped")
