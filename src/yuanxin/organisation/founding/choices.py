"""Words of founding, changing and ending unions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Permission(TextChoices):
    VIEW = "founding.view", _("See applications about unions")
    APPLY = "founding.apply", _("Enter applications about unions")
    GUIDE = "founding.guide", _("Guide and review applications about unions")
    APPROVE = "founding.approve", _("Approve applications about unions")


class Shape(TextChoices):
    """What is to be founded (建会形式)."""

    COMMITTEE = "committee", _("A committee of its own")
    JOINT = "joint", _("A new joint union of several employers")
    ORGANISER = "organiser", _("One organiser instead of a committee")
    EXISTING = "existing", _("Joining a joint union there is")


class Source(TextChoices):
    """How an application came."""

    ONLINE = "online", _("By the employer, online")
    OFFICE = "office", _("Entered at the office")


class FoundingState(TextChoices):
    """Where an application to found a union stands."""

    SUBMITTED = "submitted", _("Awaiting guidance")
    RETURNED = "returned", _("Returned for correction")
    PREPARING = "preparing", _("Preparatory group at work")
    NOMINATED = "nominated", _("Candidates named")
    ELECTED = "elected", _("Awaiting review")
    REVIEWED = "reviewed", _("Awaiting approval")
    APPROVED = "approved", pgettext_lazy("application", "Approved")
    REFUSED = "refused", _("Not approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ANNULLED = "annulled", _("Approval annulled")


class ChangeKind(TextChoices):
    """What is asked for a union there is."""

    CHANGE = "change", _("Change of particulars")
    MERGER = "merger", _("Merger into another union")
    REVOCATION = "revocation", _("Revocation")
    RENEWAL = "renewal", _("New term")
    POSTPONEMENT = "postponement", _("Postponed election")


class ChangeState(TextChoices):
    """Where an application about a union there is stands."""

    SUBMITTED = "submitted", _("Awaiting review")
    RETURNED = "returned", _("Returned for correction")
    REVIEWED = "reviewed", _("Awaiting approval")
    APPROVED = "approved", pgettext_lazy("application", "Approved")
    REFUSED = "refused", _("Not approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Standing(TextChoices):
    """What a candidate is at work, as far as it bears on eligibility (任职资格)."""

    ORDINARY = "ordinary", _("None of the posts below")
    DIRECTOR = "director", _("Principal administrator or deputy")
    LEGAL_REPRESENTATIVE = "legal_representative", _("Legal representative")
    PARTNER = "partner", _("Partner")
    RELATIVE = "relative", _("Close relative of one of these")
    PERSONNEL_HEAD = "personnel_head", _("Head of the personnel department")
    FOREIGN = "foreign", _("Foreign worker")


class ApplicantState(TextChoices):
    """What became of somebody on the roster of an application."""

    WAITING = "waiting", _("Awaiting the founding")
    ADMITTED = "admitted", _("Member admitted")
    MEMBER = "member", _("Already a member here")
    TRANSFER = "transfer", _("Active elsewhere; a transfer is proposed")
    CONFLICT = "conflict", _("To be clarified by the union")


class Fate(TextChoices):
    """What becomes of the members and employers of a union that is revoked."""

    PASS_ON = "pass_on", _("Go to the union named")
    END = "end", _("Memberships and coverage end")
