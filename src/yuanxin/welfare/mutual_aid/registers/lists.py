"""定点医院 and 病种目录."""

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.intake.registers import BatchRegister, importer_of
from yuanxin.foundation.ui.registers import (
    Action,
    Column,
    DateColumn,
    Facts,
    Register,
    YesNoColumn,
)
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.intake.lists import HOSPITAL_LIST, ILLNESS_LIST
from yuanxin.welfare.mutual_aid.models import Hospital, Illness


class HospitalRegister(Register):
    """定点医院."""

    model = Hospital
    order = "pinyin"
    advice = _("Enter the hospitals whose treatment mutual aid pays for, or import their list.")
    columns = (
        Column("name", sort="pinyin"),
        "code",
        "level",
        DateColumn("listed_from"),
        DateColumn("listed_until"),
    )
    filters = ("level",)
    search = ("name", "code", "initials")
    search_hint = _("Name, code, pinyin initials")
    actions = (
        Action(_("Enter a hospital"), "mutual_aid:hospital-new", Permission.MANAGE_LISTS, "plus", record=False,
               primary=True),
        Action(_("Correct"), "mutual_aid:hospital-edit", Permission.MANAGE_LISTS, primary=True, in_rows=True),
    )  # fmt: skip
    importer = importer_of("mutual_aid", HOSPITAL_LIST)
    detail = (
        Facts("name", "code", "level", DateColumn("listed_from"), DateColumn("listed_until")),
        Timeline(),
    )


class IllnessRegister(Register):
    """病种目录: the code table, and the lists of the benefits."""

    model = Illness
    order = "pinyin"
    advice = _("Import the code table (ICD-10) with the lists of the scheme, or enter illnesses one by one.")
    columns = (
        Column("name", sort="pinyin"),
        "code",
        YesNoColumn("outpatient"),
        YesNoColumn("major_illness"),
        YesNoColumn("women"),
    )
    filters = ("outpatient", "major_illness", "women")
    search = ("name", "code", "initials")
    search_hint = _("Name, code, pinyin initials")
    actions = (
        Action(_("Enter an illness"), "mutual_aid:illness-new", Permission.MANAGE_LISTS, "plus", record=False,
               primary=True),
        Action(_("Correct"), "mutual_aid:illness-edit", Permission.MANAGE_LISTS, primary=True, in_rows=True),
    )  # fmt: skip
    importer = importer_of("mutual_aid", ILLNESS_LIST)
    detail = (
        Facts("name", "code", YesNoColumn("outpatient"), YesNoColumn("major_illness"), YesNoColumn("women")),
        Timeline(),
    )


class ListBatches(BatchRegister):
    """The files of a list that were brought in."""


HOSPITALS, ILLNESSES = HospitalRegister(), IllnessRegister()
HOSPITAL_BATCHES, ILLNESS_BATCHES = ListBatches(HOSPITAL_LIST), ListBatches(ILLNESS_LIST)
