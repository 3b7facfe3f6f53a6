"""Words of rosters, of cleaning campaigns and of the pilot of the smart-union platform."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.unions.choices import UnionState


class Permission(TextChoices):
    VIEW = "rosters.view", _("See cleaning campaigns and data quality")
    CLEAN = "rosters.clean", _("Clean the records of unions")
    CHECK = "rosters.check", _("Run cleaning campaigns and check their tasks")
    DECIDE_DUPLICATES = "rosters.decide_duplicates", _("Search for records entered twice and decide them")


class EmployerState(TextChoices):
    """What became of an employer's name that a roster brought and the registry did not know."""

    OPEN = "open", _("To be confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    DISMISSED = "dismissed", _("Stays as written")
    WITHDRAWN = "withdrawn", _("Batch undone")


class LeaverState(TextChoices):
    """What became of somebody whom a whole roster no longer lists."""

    WAITING = "waiting", _("Not on the roster any more")
    LEFT = "left", _("Leaving written")
    STAYS = "stays", _("Stays a member")
    CHANGED = "changed", _("Changed since the comparison")
    WITHDRAWN = "withdrawn", _("Batch undone")


class TaskState(TextChoices):
    """Where a street's cleaning task stands."""

    OPEN = "open", _("Being cleaned")
    CONFIRMED = "confirmed", _("Confirmed by the street")
    CHECKED = "checked", _("Checked by the district")


class Result(TextChoices):
    """What the cleaning found of a union (排查结果)."""

    PENDING = "pending", pgettext_lazy("cleaning", "Pending")
    CONFIRMED = "confirmed", pgettext_lazy("cleaning", "Confirmed")
    CORRECTED = "corrected", pgettext_lazy("cleaning", "Corrected")
    MERGED = "merged", pgettext_lazy("cleaning", "Merged")
    REVOKED = "revoked", pgettext_lazy("cleaning", "Revoked")


# What the end of a union is in a cleaning.
ENDED: dict[str, Result] = {
    UnionState.MERGED: Result.MERGED,
    UnionState.REVOKED: Result.REVOKED,
    UnionState.ANNULLED: Result.REVOKED,
}


class Check(TextChoices):
    """What a cleaning asks of every union (排查项); what the records answer is not asked again."""

    EXISTS = "exists", _("In force, with somebody to speak for")
    DUPLICATE = "duplicate", _("Registered once")
    CHAIR = "chair", _("Chair in post")
    TERM = "term", _("Term running")
    MEMBERS = "members", _("Members in post")


class PilotKind(TextChoices):
    """The work that a district sends staff to when the city's platform is tried out (试点工作)."""

    RESEARCH = "research", _("Research")
    DEBUGGING = "debugging", _("Debugging")
    TRIAL = "trial", _("Trial run with data")


class PairKind(TextChoices):
    """What a pair of records alike is about."""

    PERSON = "person", pgettext_lazy("kind of record", "People")
    EMPLOYER = "employer", pgettext_lazy("kind of record", "Employers")
    UNION = "union", pgettext_lazy("kind of record", "Unions")


class PairState(TextChoices):
    """What became of a pair that looked like one record entered twice (疑似重复)."""

    OPEN = "open", pgettext_lazy("duplicates", "To be decided")
    REFUSED = "refused", pgettext_lazy("duplicates", "Not the same")
    MERGED = "merged", pgettext_lazy("duplicates", "Merged into one")
    # Corrected since, or one of them is gone: the last search did not find them alike any more.
    LAPSED = "lapsed", pgettext_lazy("duplicates", "No longer alike")


class Dimension(TextChoices):
    """What good data are (数据质量)."""

    COMPLETENESS = "completeness", _("Completeness")
    VALIDITY = "validity", _("Validity")
    UNIQUENESS = "uniqueness", _("Uniqueness")
    TIMELINESS = "timeliness", _("Timeliness")
