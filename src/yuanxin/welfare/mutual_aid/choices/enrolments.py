"""Words of enrolments: the states of an enrolment, a unit's enrolment and its subsidy."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SchemeState(TextChoices):
    """Where a scheme stands on a day."""

    COMING = "coming", pgettext_lazy("scheme", "To come")
    ENROLLING = "enrolling", pgettext_lazy("scheme", "Window open")
    WAITING = "waiting", pgettext_lazy("scheme", "Window closed")
    RUNNING = "running", pgettext_lazy("scheme", "Running")
    OVER = "over", pgettext_lazy("scheme", "Over")


class UnitKind(TextChoices):
    """In the window of the scheme, or later for those who came since."""

    REGULAR = "regular", _("Enrolment in the window")
    SUPPLEMENT = "supplement", _("Later enrolment of newcomers")


class UnitState(TextChoices):
    """Where a unit's enrolment stands, from its list to the end of the scheme."""

    DRAFT = "draft", _("Being listed")
    SUBMITTED = "submitted", _("Fee to be paid")
    PAID = "paid", _("To be checked")
    CHECKED = "checked", _("Checked, to come into force")
    IN_FORCE = "in_force", pgettext_lazy("enrolment", "In force")
    ENDED = "ended", pgettext_lazy("enrolment", "Ended")
    RENEWED = "renewed", pgettext_lazy("enrolment", "Renewed")
    WITHDRAWN = "withdrawn", pgettext_lazy("enrolment", "Given up")


class EnrolmentState(TextChoices):
    """What a person's enrolment counts as. Whether it covers a day, its dates say."""

    LISTED = "listed", _("Listed")
    VALID = "valid", pgettext_lazy("enrolment", "Valid")
    CANCELLED = "cancelled", pgettext_lazy("enrolment", "Cancelled")


class EnrolmentKind(TextChoices):
    """Why somebody waits for illness, or does not."""

    FIRST = "first", _("First enrolment")
    RENEWAL = "renewal", pgettext_lazy("enrolment", "Renewal")
    NEWCOMER = "newcomer", _("Newcomer")


class SubsidyState(TextChoices):
    COMPUTED = "computed", _("To be settled")
    SETTLED = "settled", _("Settled, to be paid")
    PAID = "paid", pgettext_lazy("subsidy", "Paid")
    REFUSED = "refused", pgettext_lazy("subsidy", "Not granted")
