"""Words of documents."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    VIEW = "documents.view", _("Open the attachments of records one may see")
    PAPERS = "documents.papers", _("Take the Word papers of records one may see")
    SET_MARK = "documents.set_mark", _("Set the mark that a union's document numbers begin with")


class FileType(TextChoices):
    """The kinds of files that are taken, told by their content."""

    PDF = "pdf", "PDF"
    OFD = "ofd", "OFD"
    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"
    DOCX = "docx", "Word"
    XLSX = "xlsx", "Excel"
