"""The list of materials (材料清单) of an application: what is asked for, and what has come."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yuanxin.foundation.documents.queries import attachments_of
from yuanxin.organisation.founding.choices import Shape
from yuanxin.organisation.founding.models import Founding


@dataclass(frozen=True, slots=True)
class Material:
    """A paper that is asked for, and the files that show it."""

    purpose: str
    files: tuple[str, ...]


def purposes_of(founding: Founding) -> list[str]:
    """The papers that an application of this shape takes."""
    papers = [_("Application with the employer's seal"), _("Business licence or certificate of registration")]
    if founding.shape != Shape.EXISTING:
        papers += [_("Report of the preparatory group"), _("Record of the election")]
    if founding.shape == Shape.JOINT:
        papers.append(_("Agreement of the employers"))
    return [*papers, _("Other paper")]


def materials_of(founding: Founding) -> list[Material]:
    """Each paper with the files that have come."""
    files = [(each.purpose, each.name) for each in attachments_of(founding)]
    known = purposes_of(founding)
    other = known[-1]
    return [
        Material(purpose, tuple(name for said, name in files if (said if said in known else other) == purpose))
        for purpose in known
    ]
