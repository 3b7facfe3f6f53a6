"""Words of the tree of unions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Permission(TextChoices):
    VIEW = "unions.view", _("See unions and employers")
    EDIT = "unions.edit", _("Edit a union's particulars, officers and terms")
    CHANGE_TREE = "unions.change_tree", _("Create, move, merge and revoke unions")
    EDIT_EMPLOYERS = "unions.edit_employers", _("Edit employers and coverage")
    MERGE_EMPLOYERS = "unions.merge_employers", _("Merge employers entered twice")


class Level(TextChoices):
    """Where a union stands. Grassroots for every basic union, also directly under the district or under another one."""

    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    STREET = "street", _("Street or town")
    PARK = "park", _("Park")
    GRASSROOTS = "grassroots", _("Grassroots")


class Form(TextChoices):
    """组织形式."""

    FEDERATION = "federation", _("Federation of trade unions")
    COMMITTEE = "committee", _("Trade union committee")
    JOINT = "joint", _("Joint trade union")
    UNION_FEDERATION = "union_federation", _("Area or trade federation of unions")
    BRANCH = "branch", _("Branch")
    GROUP = "group", _("Union group")


class FoundingMode(TextChoices):
    """建会方式."""

    SINGLE = "single", _("One employer")
    JOINT = "joint", _("Several employers together")
    AREA = "area", _("An area")
    TRADE = "trade", _("A trade")


class UnionState(TextChoices):
    PREPARING = "preparing", _("In preparation")
    ACTIVE = "active", pgettext_lazy("union", "In force")
    MERGED = "merged", _("Merged")
    REVOKED = "revoked", _("Revoked")
    ANNULLED = "annulled", _("Approval annulled")


class EmployerKind(TextChoices):
    """单位性质."""

    ORGAN = "organ", _("State organ")
    INSTITUTION = "institution", _("Public institution")
    STATE = "state", _("State-owned enterprise")
    COLLECTIVE = "collective", _("Collective enterprise")
    PRIVATE = "private", _("Private enterprise")
    OVERSEAS_CHINESE = "hmt", _("Hong Kong, Macao or Taiwan enterprise")
    FOREIGN = "foreign", _("Foreign enterprise")
    SOCIAL = "social", _("Social organisation")
    OTHER = "other", _("Other employer")


class Industry(TextChoices):
    """行业门类: the sections of GB/T 4754-2017, each by its letter."""

    FARMING = "A", _("Agriculture, forestry, animal husbandry and fishery")
    MINING = "B", _("Mining")
    MANUFACTURING = "C", _("Manufacturing")
    UTILITIES = "D", _("Electricity, heat, gas and water supply")
    CONSTRUCTION = "E", _("Construction")
    TRADE = "F", _("Wholesale and retail trade")
    TRANSPORT = "G", _("Transport, storage and post")
    HOSPITALITY = "H", _("Accommodation and catering")
    INFORMATION = "I", _("Information transmission, software and information technology")
    FINANCE = "J", pgettext_lazy("industry", "Finance")
    REAL_ESTATE = "K", _("Real estate")
    LEASING = "L", _("Leasing and business services")
    RESEARCH = "M", _("Scientific research and technical services")
    ENVIRONMENT = "N", _("Water conservancy, environment and public facilities")
    HOUSEHOLD = "O", _("Household services, repair and other services")
    EDUCATION = "P", pgettext_lazy("industry", "Education")
    HEALTH = "Q", _("Health and social work")
    CULTURE = "R", _("Culture, sports and entertainment")
    PUBLIC = "S", _("Public administration, social security and social organisations")
    INTERNATIONAL = "T", _("International organisations")


class Post(TextChoices):
    """工会职务."""

    CHAIR = "chair", _("Chair")
    VICE_CHAIR = "vice_chair", _("Vice-chair")
    AUDIT_DIRECTOR = "audit_director", _("Director of the audit committee")
    WOMEN_DIRECTOR = "women_director", _("Director of the women workers' committee")
    COMMITTEE_MEMBER = "member", _("Committee member")
    ORGANISER = "organiser", _("Organiser")


class Engagement(TextChoices):
    """专职、兼职、挂职."""

    FULL_TIME = "full_time", _("Full-time")
    PART_TIME = "part_time", _("Part-time")
    SECONDED = "seconded", _("Seconded")
