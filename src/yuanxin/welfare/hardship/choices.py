"""Words of hardship files and relief (困难帮扶)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Permission(TextChoices):
    VIEW = "hardship.view", _("See hardship files: who, of which category, since when")
    VIEW_NEED = "hardship.view_need", _("See income, costs, housing and causes of a hardship file")
    VIEW_ILLNESS = "hardship.view_illness", _("See health and illness in a hardship file, for a reason")
    VIEW_CLEAR = "hardship.view_clear", _("See bank cards and numbers of a hardship file in clear, for a reason")
    VIEW_MONEY = "hardship.view_money", _("See hardship relief and its amounts")
    VIEW_FIGURES = "hardship.view_figures", _("See the figures of hardship relief, without names")
    APPLY = "hardship.apply", _("Enter what is asked for households: files, changes, relief")
    SURVEY = "hardship.survey", _("Enter home visits and give public notice")
    REVIEW = "hardship.review", _("Review files and relief for the street")
    APPROVE = "hardship.approve", _("Approve files and relief")
    EXPORT = "hardship.export", _("Export hardship files and relief")
    LOAD = "hardship.load", _("Bring in hardship files that were kept elsewhere")


class Category(TextChoices):
    """困难类别. Which ones there are, and up to which multiple of the line, is a dated policy."""

    DIBAO = "dibao", _("Minimum-living household")
    EDGE = "edge", _("Household at the edge of the minimum")
    DEEP = "deep", _("Deep hardship")
    RELATIVE = "relative", _("Relative hardship")
    ACCIDENT = "accident", _("Hardship by accident")
    # Out of hardship and watched (脱困观察): still on file.
    RECOVERED = "recovered", _("Out of hardship, watched")


class FileStatus(TextChoices):
    """Where a file stands now."""

    FILED = "filed", pgettext_lazy("hardship file", "On file")
    RECOVERED = "recovered", pgettext_lazy("hardship file", "Out of hardship, watched")
    CLOSED = "closed", pgettext_lazy("hardship file", "Closed")


class SpellBegin(TextChoices):
    """How a time on file began."""

    OPENED = "opened", pgettext_lazy("hardship file", "Opened")
    RETURNED = "returned", pgettext_lazy("hardship file", "Fell back")
    CHANGED = "changed", pgettext_lazy("hardship file", "Category changed")
    RECOVERED = "recovered", pgettext_lazy("hardship file", "Recovered")
    MOVED = "moved", pgettext_lazy("hardship file", "Moved in")


class SpellEnd(TextChoices):
    """How a time on file ended: the file goes on otherwise, elsewhere, or not at all."""

    CHANGED = "changed", pgettext_lazy("hardship file", "Category changed")
    RECOVERED = "recovered", pgettext_lazy("hardship file", "Recovered")
    CLOSED = "closed", pgettext_lazy("hardship file", "Closed")
    MOVED = "moved", pgettext_lazy("hardship file", "Moved out")


class RequestKind(TextChoices):
    """What is asked about a file (办理事项)."""

    OPEN = "open", pgettext_lazy("hardship file", "Open a file")
    CHANGE = "change", pgettext_lazy("hardship file", "Change of circumstances")
    RECHECK = "recheck", pgettext_lazy("hardship file", "Re-check")
    RETURN = "return", pgettext_lazy("hardship file", "Back in hardship")
    CLOSE = "close", pgettext_lazy("hardship file", "Close the file")


class RequestState(TextChoices):
    SUBMITTED = "submitted", _("Being looked into")
    RETURNED = "returned", _("Returned for correction")
    ON_NOTICE = "on_notice", _("On public notice")
    REVIEWED = "reviewed", _("Reviewed, awaiting approval")
    APPROVED = "approved", pgettext_lazy("hardship request", "Approved")
    REFUSED = "refused", pgettext_lazy("hardship request", "Not approved")
    WITHDRAWN = "withdrawn", pgettext_lazy("hardship request", "Withdrawn")


class CloseReason(TextChoices):
    """Why a file is closed (退档、注销原因)."""

    RECOVERED = "recovered", pgettext_lazy("hardship file", "Stayed out of hardship")
    DECEASED = "deceased", pgettext_lazy("hardship file", "The worker died")
    MOVED = "moved", pgettext_lazy("hardship file", "Moved out of the district")
    FALSE = "false", pgettext_lazy("hardship file", "What was declared is not true")
    ASKED = "asked", pgettext_lazy("hardship file", "The household asks for it")


class Channel(TextChoices):
    """How the household asked."""

    PAPER = "paper", pgettext_lazy("hardship request", "On paper, by the union")
    ONLINE = "online", pgettext_lazy("hardship request", "By the worker, online")
    # The file was open before it came here; how it was asked for is not known.
    KEPT = "kept", pgettext_lazy("hardship request", "Taken over with the file")


class Cause(TextChoices):
    """致困原因."""

    ILLNESS = "illness", _("Illness")
    SCHOOLING = "schooling", _("Children at school")
    ACCIDENT = "accident", _("Accident or disaster")
    UNEMPLOYMENT = "unemployment", _("Loss of work")
    DISABILITY = "disability", pgettext_lazy("cause of hardship", "Disability")
    LOW_INCOME = "low_income", _("Low income")
    OTHER = "other", pgettext_lazy("cause of hardship", "Other cause")


class HouseholdType(TextChoices):
    """家庭类型."""

    URBAN = "urban", _("Urban household")
    RURAL = "rural", _("Rural household")
    SINGLE_PARENT = "single_parent", _("Single-parent household")
    ALONE = "alone", _("Lives alone")


class Housing(TextChoices):
    """住房类型."""

    OWN = "own", _("Own home")
    PUBLIC = "public", _("Public rental home")
    RENTED = "rented", _("Rented home")
    BORROWED = "borrowed", _("Lives with others")
    DORMITORY = "dormitory", _("Dormitory")
    NONE = "none", _("No home")


class Vehicle(TextChoices):
    """车辆."""

    NONE = "none", _("No car")
    FOR_WORK = "for_work", _("A car to make a living with")
    PRIVATE = "private", _("A car not for work")


class Health(TextChoices):
    """健康状况."""

    GOOD = "good", _("Healthy")
    WEAK = "weak", _("In weak health")
    CHRONIC = "chronic", _("Chronic illness")
    SERIOUS = "serious", _("Serious illness")
    DISABLED = "disabled", _("Disabled")


class Disability(TextChoices):
    """残疾类别, GB/T 26341."""

    SIGHT = "1", _("Sight")
    HEARING = "2", _("Hearing")
    SPEECH = "3", _("Speech")
    LIMBS = "4", _("Limbs")
    MIND = "5", _("Intellectual")
    PSYCHE = "6", _("Mental")
    SEVERAL = "7", _("Several")


class Employment(TextChoices):
    """就业状况."""

    EMPLOYED = "employed", _("At work")
    LAID_OFF = "laid_off", _("Laid off")
    UNEMPLOYED = "unemployed", _("Without work")
    FLEXIBLE = "flexible", pgettext_lazy("employment", "Flexible work")
    RETIRED = "retired", pgettext_lazy("employment", "Retired")
    UNABLE = "unable", _("Unable to work")
    STUDENT = "student", _("At school")
    CHILD = "child", _("Below school age")


class Insurance(TextChoices):
    """医保状况."""

    EMPLOYEE = "employee", _("Employees' medical insurance")
    RESIDENT = "resident", _("Residents' medical insurance")
    NONE = "none", _("Not insured")


class Stage(TextChoices):
    """就学阶段."""

    COMPULSORY = "compulsory", _("Primary or junior school")
    SENIOR = "senior", _("Senior or vocational school")
    HIGHER = "higher", _("University or college")


class ModelWorker(TextChoices):
    """劳模类型."""

    NATIONAL = "national", _("National model worker")
    PROVINCIAL = "provincial", _("Provincial model worker")
    CITY = "city", _("City model worker")


class IncomeKind(TextChoices):
    """收入项目."""

    WAGE = "wage", _("Wages")
    PENSION = "pension", _("Pension")
    BUSINESS = "business", _("Business")
    PROPERTY = "property", _("Property")
    SUPPORT = "support", _("Support by relatives")
    ASSISTANCE = "assistance", _("Social assistance")
    OTHER = "other", pgettext_lazy("income", "Other income")


class CostKind(TextChoices):
    """刚性支出项目."""

    MEDICAL = "medical", _("Medical costs borne by oneself")
    SCHOOLING = "schooling", _("School and tuition fees")
    RENT = "rent", _("Rent")
    CARE = "care", _("Care and rehabilitation")
    DISASTER = "disaster", _("Loss by accident or disaster")
    WORK = "work", _("Necessary costs of work")
    OTHER = "other", pgettext_lazy("cost", "Other necessary cost")


class Exclusion(TextChoices):
    """What keeps a household out of the files (不予建档情形), unless an exception is recorded."""

    HOMES = "homes", _("Two homes or more")
    VEHICLE = "vehicle", _("A car not for work")
    BUSINESS = "business", _("Owns a business")
    LUXURY = "luxury", _("Spends on luxuries")


class ReliefKind(TextChoices):
    """帮扶种类."""

    TEMPORARY = "temporary", _("Temporary relief")
    ROUTINE = "routine", _("Routine relief")
    MEDICAL = "medical", _("Medical relief")
    STUDY = "study", _("Study relief")
    HOLIDAY = "holiday", _("Holiday relief")


class ReliefState(TextChoices):
    SUBMITTED = "submitted", _("Awaiting review")
    RETURNED = "returned", _("Returned for correction")
    REVIEWED = "reviewed", _("Reviewed, awaiting approval")
    APPROVED = "approved", pgettext_lazy("relief", "Approved")
    REFUSED = "refused", pgettext_lazy("relief", "Not approved")
    WITHDRAWN = "withdrawn", pgettext_lazy("relief", "Withdrawn")
