"""Words of condolence (慰问) and of the cover of accidents and household losses (会员意外伤害及家财损失保障)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Permission(TextChoices):
    VIEW = "care.view", _("See condolence programmes, goods, and who received them, masked")
    RUN = "care.run", _("Plan condolence programmes, list receivers, enter receipts")
    STORE = "care.store", _("Keep the store of condolence goods")
    APPROVE = "care.approve", _("Approve condolence programmes")
    EXPORT = "care.export", _("Export lists of receivers")
    VIEW_CLEAR = "care.view_clear", _("Export lists of receivers with numbers and phones in clear")
    VIEW_COVER = "care.view_cover", _("See claims of cover, without what happened and what was lost")
    VIEW_DETAILS = "care.view_details", _("See what happened and what was lost in claims of cover")
    REPORT = "care.report", _("Report claims of cover and collect their papers")
    ASSESS = "care.assess", _("Assess claims of cover, and refuse them")
    APPROVE_COVER = "care.approve_cover", _("Approve claims of cover")


class CareKind(TextChoices):
    """The occasion of a condolence (慰问类别)."""

    COOL = "cool", pgettext_lazy("condolence", "Coolness in the heat")
    WARM = "warm", pgettext_lazy("condolence", "Warmth in the winter")
    MODEL_WORKERS = "model", pgettext_lazy("condolence", "Model workers")
    FESTIVAL = "festival", pgettext_lazy("condolence", "Festival")
    FRONT_LINE = "frontline", pgettext_lazy("condolence", "Front line")


class ProgrammeState(TextChoices):
    """Where a condolence programme stands."""

    DRAFT = "draft", pgettext_lazy("condolence", "Being planned")
    SUBMITTED = "submitted", pgettext_lazy("condolence", "To be approved")
    RUNNING = "running", pgettext_lazy("condolence", "Under way")
    CLOSED = "closed", pgettext_lazy("condolence", "Closed")
    DROPPED = "dropped", pgettext_lazy("condolence", "Not carried out")


class EntryKind(TextChoices):
    """What an entry of the store tells; one that reverses another is of its kind, with the quantity negative."""

    RECEIVED = "received", pgettext_lazy("goods", "Into the store")
    ISSUED = "issued", pgettext_lazy("goods", "Given out")


class ClaimKind(TextChoices):
    """What a claim is for (保障项目)."""

    DEATH = "death", pgettext_lazy("cover", "Accidental death")
    DISABILITY = "disability", pgettext_lazy("cover", "Accidental disability")
    MEDICAL = "medical", pgettext_lazy("cover", "Accident treatment")
    PROPERTY = "property", pgettext_lazy("cover", "Household loss")


class Cause(TextChoices):
    """What happened (出险原因). Household losses are covered for those of them that the policy caps."""

    ACCIDENT = "accident", pgettext_lazy("cover", "Accident")
    FIRE = "fire", pgettext_lazy("cover", "Fire")
    EXPLOSION = "explosion", pgettext_lazy("cover", "Explosion")
    TYPHOON = "typhoon", pgettext_lazy("cover", "Typhoon")
    WATER_PIPE = "water_pipe", pgettext_lazy("cover", "Burst water pipe")
    THEFT = "theft", pgettext_lazy("cover", "Theft")
    OTHER = "other", pgettext_lazy("cover", "Other cause")


class ClaimState(TextChoices):
    """Where a claim stands."""

    REPORTED = "reported", pgettext_lazy("cover", "Reported")
    FILED = "filed", pgettext_lazy("cover", "Papers collected")
    DOCUMENTED = "documented", pgettext_lazy("cover", "To be assessed")
    ASSESSED = "assessed", pgettext_lazy("cover", "To be approved")
    APPROVED = "approved", pgettext_lazy("cover", "To be paid")
    PAID = "paid", pgettext_lazy("cover", "Paid and closed")
    REFUSED = "refused", pgettext_lazy("cover", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("cover", "Withdrawn")


# A claim in one of these is no claim any more: what was reported may be reported again.
GIVEN_UP = (ClaimState.REFUSED, ClaimState.WITHDRAWN)


class Reason(TextChoices):
    """Why a claim is cut or refused, told to the household as it stands here."""

    OVER_CAP = "over_cap", _("The amount is above what the cover pays at most; it is paid up to that.")
    SHARE = "share", _("The cover pays a share of the bills.")
    DEDUCTIBLE = "deductible", _("The household bears the first part of the loss itself.")
    BELOW_DEDUCTIBLE = "below_deductible", _("The loss is not above the part that the household bears itself.")
    LATE = "late", _("It was reported after the time for reporting.")
    NOT_COVERED = "not_covered", _("Nobody of the household was a member of a union on the day it happened.")
    CAUSE = "cause", _("Losses of this cause are not covered.")
    DUPLICATE = "duplicate", _("The same event was paid for already.")
    NO_PROOF = "no_proof", _("The papers do not prove what happened.")


# What the assessment finds by itself and then bars the payment; the others cut it, or are for a person to say.
BARRING = (Reason.LATE, Reason.NOT_COVERED, Reason.CAUSE, Reason.BELOW_DEDUCTIBLE)
REFUSALS = (*BARRING, Reason.DUPLICATE, Reason.NO_PROOF)
