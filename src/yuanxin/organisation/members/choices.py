"""Words of members. Codes are those of the national standards where there is one."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Permission(TextChoices):
    VIEW = "members.view", _("See members, document numbers masked")
    VIEW_CLEAR = "members.view_clear", _("See a member's document number and phone in clear")
    EDIT = "members.edit", _("Edit members and memberships")
    IMPORT = "members.import", _("Import rosters")
    EXPORT = "members.export", _("Export members")
    APPLY = "members.apply", _("Enter applications to join, and send links for them")
    APPROVE = "members.approve", _("Decide on applications to join")
    APPROVE_ENDING = "members.approve_ending", _("Decide on expulsions, and take back ends of memberships")
    DECIDE_TRANSFER = "members.decide_transfer", _("Consent to transfers of members")
    MERGE = "members.merge", _("Merge people entered twice")
    VIEW_HOUSEHOLDS = "members.view_households", _("See households and who belongs to them, numbers masked")
    EDIT_HOUSEHOLDS = "members.edit_households", _("Enter households and who belongs to them")


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


class Ethnicity(TextChoices):
    """民族, GB/T 3304."""

    HAN = "01", pgettext_lazy("ethnic group", "Han")
    MONGOL = "02", pgettext_lazy("ethnic group", "Mongol")
    HUI = "03", pgettext_lazy("ethnic group", "Hui")
    TIBETAN = "04", pgettext_lazy("ethnic group", "Tibetan")
    UYGUR = "05", pgettext_lazy("ethnic group", "Uygur")
    MIAO = "06", pgettext_lazy("ethnic group", "Miao")
    YI = "07", pgettext_lazy("ethnic group", "Yi")
    ZHUANG = "08", pgettext_lazy("ethnic group", "Zhuang")
    BOUYEI = "09", pgettext_lazy("ethnic group", "Bouyei")
    KOREAN = "10", pgettext_lazy("ethnic group", "Korean")
    MANCHU = "11", pgettext_lazy("ethnic group", "Manchu")
    DONG = "12", pgettext_lazy("ethnic group", "Dong")
    YAO = "13", pgettext_lazy("ethnic group", "Yao")
    BAI = "14", pgettext_lazy("ethnic group", "Bai")
    TUJIA = "15", pgettext_lazy("ethnic group", "Tujia")
    HANI = "16", pgettext_lazy("ethnic group", "Hani")
    KAZAK = "17", pgettext_lazy("ethnic group", "Kazak")
    DAI = "18", pgettext_lazy("ethnic group", "Dai")
    LI = "19", pgettext_lazy("ethnic group", "Li")
    LISU = "20", pgettext_lazy("ethnic group", "Lisu")
    VA = "21", pgettext_lazy("ethnic group", "Va")
    SHE = "22", pgettext_lazy("ethnic group", "She")
    GAOSHAN = "23", pgettext_lazy("ethnic group", "Gaoshan")
    LAHU = "24", pgettext_lazy("ethnic group", "Lahu")
    SUI = "25", pgettext_lazy("ethnic group", "Sui")
    DONGXIANG = "26", pgettext_lazy("ethnic group", "Dongxiang")
    NAXI = "27", pgettext_lazy("ethnic group", "Naxi")
    JINGPO = "28", pgettext_lazy("ethnic group", "Jingpo")
    KIRGIZ = "29", pgettext_lazy("ethnic group", "Kirgiz")
    TU = "30", pgettext_lazy("ethnic group", "Tu")
    DAUR = "31", pgettext_lazy("ethnic group", "Daur")
    MULAO = "32", pgettext_lazy("ethnic group", "Mulao")
    QIANG = "33", pgettext_lazy("ethnic group", "Qiang")
    BLANG = "34", pgettext_lazy("ethnic group", "Blang")
    SALAR = "35", pgettext_lazy("ethnic group", "Salar")
    MAONAN = "36", pgettext_lazy("ethnic group", "Maonan")
    GELAO = "37", pgettext_lazy("ethnic group", "Gelao")
    XIBE = "38", pgettext_lazy("ethnic group", "Xibe")
    ACHANG = "39", pgettext_lazy("ethnic group", "Achang")
    PUMI = "40", pgettext_lazy("ethnic group", "Pumi")
    TAJIK = "41", pgettext_lazy("ethnic group", "Tajik")
    NU = "42", pgettext_lazy("ethnic group", "Nu")
    UZBEK = "43", pgettext_lazy("ethnic group", "Uzbek")
    RUSSIAN = "44", pgettext_lazy("ethnic group", "Russian")
    EWENKI = "45", pgettext_lazy("ethnic group", "Ewenki")
    DEANG = "46", pgettext_lazy("ethnic group", "Deang")
    BONAN = "47", pgettext_lazy("ethnic group", "Bonan")
    YUGUR = "48", pgettext_lazy("ethnic group", "Yugur")
    GIN = "49", pgettext_lazy("ethnic group", "Gin")
    TATAR = "50", pgettext_lazy("ethnic group", "Tatar")
    DERUNG = "51", pgettext_lazy("ethnic group", "Derung")
    OROQEN = "52", pgettext_lazy("ethnic group", "Oroqen")
    HEZHEN = "53", pgettext_lazy("ethnic group", "Hezhen")
    MONBA = "54", pgettext_lazy("ethnic group", "Monba")
    LHOBA = "55", pgettext_lazy("ethnic group", "Lhoba")
    JINO = "56", pgettext_lazy("ethnic group", "Jino")
    OTHER = "97", pgettext_lazy("ethnic group", "Other")
    NATURALISED = "98", pgettext_lazy("ethnic group", "Of foreign descent")


class PoliticalStatus(TextChoices):
    """政治面貌, GB/T 4762."""

    PARTY_MEMBER = "01", _("Member of the Communist Party")
    PROBATIONARY = "02", _("Probationary member of the Communist Party")
    LEAGUE_MEMBER = "03", _("Member of the Communist Youth League")
    REVOLUTIONARY_COMMITTEE = "04", _("Member of the Revolutionary Committee of the Kuomintang")
    DEMOCRATIC_LEAGUE = "05", _("Member of the China Democratic League")
    NATIONAL_CONSTRUCTION = "06", _("Member of the China National Democratic Construction Association")
    PROMOTING_DEMOCRACY = "07", _("Member of the China Association for Promoting Democracy")
    PEASANTS_AND_WORKERS = "08", _("Member of the Chinese Peasants' and Workers' Democratic Party")
    ZHI_GONG = "09", _("Member of the China Zhi Gong Party")
    JIUSAN = "10", _("Member of the Jiusan Society")
    TAIWAN_LEAGUE = "11", _("Member of the Taiwan Democratic Self-Government League")
    NO_PARTY = "12", _("Personage without party affiliation")
    MASSES = "13", _("Of no party")


class Education(TextChoices):
    """学历, GB/T 4658."""

    GRADUATE = "10", _("Graduate school")
    BACHELOR = "20", _("University")
    COLLEGE = "30", _("Junior college")
    VOCATIONAL = "40", _("Vocational secondary school")
    SENIOR = "60", _("Senior secondary school")
    JUNIOR = "70", _("Junior secondary school")
    PRIMARY = "80", _("Primary school")
    OTHER = "90", _("Other education")


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
    # The joining of a person entered twice, told by the other entry already; no figure counts it.
    MERGED = "merged", _("Entered twice")


class LeaveKind(TextChoices):
    """How a membership ended."""

    TRANSFER = "transfer", _("Transferred out")
    LEFT = "left", _("Left")
    DEEMED_LEFT = "deemed_left", _("Deemed to have left")
    EXPELLED = "expelled", _("Expelled")
    DECEASED = "deceased", _("Deceased")
    # What is left of a spell that another entry of the same person covers; without a day, none is left.
    MERGED = "merged", _("Merged with another entry")
    ANNULLED = "annulled", _("Never valid")


class RetentionKind(TextChoices):
    """Why a membership is retained without dues (保留会籍)."""

    RETIRED = "retired", _("Retired")
    UNEMPLOYED = "unemployed", _("Unemployed")


# Code tables of the national standards; their words stand as the standards write them, in Chinese.
ETHNIC_GROUPS = {  # GB/T 3304
    "01": "汉族", "02": "蒙古族", "03": "回族", "04": "藏族", "05": "维吾尔族", "06": "苗族", "07": "彝族",
    "08": "壮族", "09": "布依族", "10": "朝鲜族", "11": "满族", "12": "侗族", "13": "瑶族", "14": "白族",
    "15": "土家族", "16": "哈尼族", "17": "哈萨克族", "18": "傣族", "19": "黎族", "20": "傈僳族", "21": "佤族",
    "22": "畲族", "23": "高山族", "24": "拉祜族", "25": "水族", "26": "东乡族", "27": "纳西族", "28": "景颇族",
    "29": "柯尔克孜族", "30": "土族", "31": "达斡尔族", "32": "仫佬族", "33": "羌族", "34": "布朗族",
    "35": "撒拉族", "36": "毛南族", "37": "仡佬族", "38": "锡伯族", "39": "阿昌族", "40": "普米族",
    "41": "塔吉克族", "42": "怒族", "43": "乌孜别克族", "44": "俄罗斯族", "45": "鄂温克族", "46": "德昂族",
    "47": "保安族", "48": "裕固族", "49": "京族", "50": "塔塔尔族", "51": "独龙族", "52": "鄂伦春族",
    "53": "赫哲族", "54": "门巴族", "55": "珞巴族", "56": "基诺族", "97": "其他", "98": "外国血统",
}  # fmt: skip
POLITICAL_STATUSES = {  # GB/T 4762
    "01": "中共党员", "02": "中共预备党员", "03": "共青团员", "04": "民革党员", "05": "民盟盟员",
    "06": "民建会员", "07": "民进会员", "08": "农工党党员", "09": "致公党党员", "10": "九三学社社员",
    "11": "台盟盟员", "12": "无党派人士", "13": "群众",
}  # fmt: skip
EDUCATION_LEVELS = {  # GB/T 4658
    "10": "研究生", "20": "大学本科", "30": "大学专科", "40": "中等职业教育", "60": "普通高中", "70": "初中",
    "80": "小学", "90": "其他",
}  # fmt: skip


class TransferState(TextChoices):
    """Where a transfer stands."""

    PROPOSED = "proposed", _("Awaiting both unions")
    ESCALATED = "escalated", _("Awaiting the upper union")
    DONE = "done", _("Transferred")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class TransferSource(TextChoices):
    """Where the proposal came from."""

    HAND = "hand", _("By hand")
    ROSTER = "roster", _("From a roster")
    JOINING = "join", _("From an application to join")


class ApplicationState(TextChoices):
    """Where an application to join stands."""

    WAITING = "waiting", _("Awaiting approval")
    APPROVED = "approved", _("Joined")
    TRANSFER = "transfer", _("Taken up as a transfer")
    REFUSED = "refused", _("Not approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ExpulsionState(TextChoices):
    """Where a proposal to expel stands."""

    PROPOSED = "proposed", _("Awaiting the approval of the upper union")
    DONE = "done", _("Expelled")
    REFUSED = "refused", _("Not approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class CardState(TextChoices):
    """What a member card is worth today."""

    VALID = "valid", pgettext_lazy("member card", "Valid")
    DORMANT = "dormant", pgettext_lazy("member card", "Not a member now")
    LOST = "lost", pgettext_lazy("member card", "Lost")
    REPLACED = "replaced", pgettext_lazy("member card", "Replaced")


class CardEnd(TextChoices):
    """Why a member card ended."""

    LOST = "lost", pgettext_lazy("member card", "Lost")
    REPLACED = "replaced", pgettext_lazy("member card", "Replaced")


class ConsentChannel(TextChoices):
    """How somebody agreed to what is done with personal data."""

    ONLINE = "online", _("On the page of the link")
    PAPER = "paper", _("On the signed paper that the union keeps")


class Relation(TextChoices):
    """与户主关系, GB/T 4761."""

    SELF = "01", pgettext_lazy("relation to the head", "The head")
    SPOUSE = "10", pgettext_lazy("relation to the head", "Spouse")
    SON = "20", pgettext_lazy("relation to the head", "Son")
    DAUGHTER = "30", pgettext_lazy("relation to the head", "Daughter")
    GRANDCHILD = "40", pgettext_lazy("relation to the head", "Grandchild")
    PARENT = "50", pgettext_lazy("relation to the head", "Parent")
    GRANDPARENT = "60", pgettext_lazy("relation to the head", "Grandparent")
    SIBLING = "70", pgettext_lazy("relation to the head", "Brother or sister")
    OTHER = "90", pgettext_lazy("relation to the head", "Other relation")


class HouseholdEnd(TextChoices):
    """Why a household ended."""

    DISSOLVED = "dissolved", pgettext_lazy("household", "No longer live together")
    DECEASED = "deceased", pgettext_lazy("household", "Died")
    DUPLICATE = "duplicate", pgettext_lazy("household", "Entered twice")


class MemberEnd(TextChoices):
    """Why somebody no longer belongs to a household."""

    MOVED = "moved", pgettext_lazy("household", "Lives elsewhere")
    DECEASED = "deceased", pgettext_lazy("household", "Died")
    MISTAKE = "mistake", pgettext_lazy("household", "Entered by mistake")
    MERGED = "merged", pgettext_lazy("household", "Merged with another entry")
    DISSOLVED = "dissolved", pgettext_lazy("household", "The household ended")
