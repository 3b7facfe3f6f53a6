"""A roster checked, received and staged: what the command and the pages call alike."""

import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.intake import services as intake
from yuanxin.foundation.intake.choices import Mode
from yuanxin.foundation.intake.declarations import Circumstances
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.reading import UnreadableFile
from yuanxin.foundation.intake.services import CheckedFile
from yuanxin.foundation.intake.tasks import STAGING
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.rosters.intake import ROSTER


def check_roster(
    *,
    actor: Actor,
    union: Union,
    content: bytes,
    mode: Mode = Mode.FILL,
    dated_on: datetime.date,
    today: datetime.date,
    sheet: str = "",
) -> CheckedFile:
    """What an import of the roster would do, row by row; writes nothing. `sheet` names the one that is meant.

    Raises:
        UnreadableFile: if it cannot be read.
        OutOfScope, NotAllowed: unless `actor` may import into `union`.
    """
    return intake.check_file(content, ROSTER, Circumstances(actor, union, dated_on, mode, today), sheet=sheet)


def receive_roster(
    *,
    actor: Actor,
    user: User,
    union: Union,
    content: bytes,
    file_name: str,
    mode: Mode = Mode.FILL,
    dated_on: datetime.date,
    sheet: str = "",
    whole: bool = False,
) -> Batch:
    """Keep an uploaded roster as a batch that is still to be staged; raises as `intake.services.receive`."""
    return intake.receive(
        actor=actor,
        user=user,
        declaration=ROSTER,
        union=union,
        content=content,
        file_name=file_name,
        mode=mode,
        dated_on=dated_on,
        sheet=sheet,
        whole=whole,
    )


def stage_roster(batch: Batch) -> Batch:
    """Read, check and classify the rows here and now.

    Raises:
        UnreadableFile: if the file cannot be read.
    """
    STAGING.run(batch)
    return batch


def read_file(path: Path) -> bytes:
    """The bytes of a file named on the command line.

    Raises:
        UnreadableFile: if there is no such file, or it may not be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            _("%(path)s cannot be read.") % {"path": path}, remedy=_("Check the path and its rights.")
        ) from error


def check_writable(path: Path) -> None:
    """Raise, before anything is read, where no file could be written.

    Raises:
        Refused: naming the folder.
    """
    if not path.parent.is_dir() or path.is_dir():
        raise Refused(
            _("%(path)s cannot be written.") % {"path": path}, remedy=_("Name a file in a folder that exists.")
        )
