"""Words of notices and reporting tasks."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Permission(TextChoices):
    VIEW = "notices.view", _("See notices and reporting tasks")
    SEND = "notices.send", _("Send notices and reporting tasks")
    ANSWER = "notices.answer", _("Confirm notices and answer reporting tasks")


class Audience(TextChoices):
    """Which unions below are addressed."""

    ALL = "all", _("All unions below")
    STREETS = "streets", _("Streets, towns and parks")
    GRASSROOTS = "grassroots", _("Grassroots unions")


class CircularState(TextChoices):
    DRAFT = "draft", _("Draft")
    SENT = "sent", pgettext_lazy("notice", "Sent")
    WITHDRAWN = "withdrawn", pgettext_lazy("notice", "Withdrawn")


class ReportingState(TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Being answered")
    CLOSED = "closed", pgettext_lazy("reporting task", "Closed")


class QuestionKind(TextChoices):
    """What is answered to a question."""

    NUMBER = "number", _("Number")
    TEXT = "text", _("Text")
    DATE = "date", _("Date")
    FILE = "file", _("File")
