"""Words of members. Codes are those of the national standards where there is one."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    VIEW = "members.view", _("See members, document numbers masked")
    VIEW_CLEAR = "members.view_clear", _("See a member's document number and phone in clear")
    EDIT = "members.edit", _("Edit members and memberships")
    IMPORT = "members.import", _("Import rosters")
    EXPORT = "members.export", _("Export members")


class DocumentType(TextChoices):
    """证件类型."""

    RESIDENT_ID = "resident_id", _("Resident identity card")
    RESIDENCE_PERMIT = "hmt_residence", _("Residence permit for Hong Kong, Macao and Taiwan residents")
    PASSPORT = "passport", _("Passport")
    HM_PASS = "hm_pass", _("Mainland travel permit for Hong Kong and Macao residents")
    TAIWAN_PASS = "taiwan_pass", _("Mainland travel permit for Taiwan residents")
    FOREIGN_PERMANENT = "foreign_permanent", _("Foreigner's permanent residence card")
    OTHER = "other", _("Other document")


class Sex(IntegerChoices):
    """GB/T 2261.1."""

    UNKNOWN = 0, _("Unknown")
    MALE = 1, _("Male")
    FEMALE = 2, _("Female")
    UNSTATED = 9, _("Unstated")


class EmploymentForm(TextChoices):
    """用工形式."""

    CONTRACT = "contract", _("Labour contract")
    ESTABLISHMENT = "establishment", _("On the establishment")
    DISPATCH = "dispatch", _("Labour dispatch")
    OUTSOURCED = "outsourced", _("Outsourced")
    PART_TIME = "part_time", _("Part-time work")
    FLEXIBLE = "flexible", _("Flexible employment")
    RETIRED_REHIRED = "rehired", _("Rehired after retirement")
    OTHER = "other", _("Other form")


class NewForm(TextChoices):
    """新就业形态: workers of the platform economy; empty for all others."""

    TRUCK_DRIVER = "truck_driver", _("Truck driver")
    RIDE_DRIVER = "ride_driver", _("Ride-hailing driver")
    COURIER = "courier", _("Parcel courier")
    FOOD_DELIVERER = "food_deliverer", _("Food deliverer")
    CARE_WORKER = "care_worker", _("Home-care worker")
    SHOPPING_GUIDE = "shopping_guide", _("Shopping guide")
    LIVE_STREAMER = "live_streamer", _("Live-streaming seller")
    CHAUFFEUR = "chauffeur", _("Hired chauffeur")
    ESTATE_AGENT = "estate_agent", _("Estate agent")
    SECURITY_GUARD = "security_guard", _("Security guard")
    OTHER = "other", _("Other new form of employment")


class HouseholdRegistration(TextChoices):
    """户籍类型."""

    LOCAL_URBAN = "local_urban", _("Local urban")
    LOCAL_RURAL = "local_rural", _("Local rural")
    OTHER_URBAN = "other_urban", _("Non-local urban")
    OTHER_RURAL = "other_rural", _("Non-local rural")


class JoinKind(TextChoices):
    """入会方式 of one membership."""

    FIRST = "first", _("First joining")
    REJOIN = "rejoin", _("Joined again")
    TRANSFER = "transfer", _("Transferred in")


class LeaveKind(TextChoices):
    """How a membership ended."""

    TRANSFER = "transfer", _("Transferred out")
    LEFT = "left", _("Left")
    DEEMED_LEFT = "deemed_left", _("Deemed to have left")
    EXPELLED = "expelled", _("Expelled")
    DECEASED = "deceased", _("Deceased")


class RetentionKind(TextChoices):
    """Why a membership is retained without dues (保留会籍)."""

    RETIRED = "retired", _("Retired")
    UNEMPLOYED = "unemployed", _("Unemployed")
