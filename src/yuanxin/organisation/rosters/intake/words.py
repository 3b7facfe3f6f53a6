"""The words that people write in a roster for the codes of the standards and of the registry."""

from yuanxin.organisation.members.choices import Sex

# The national standards, in their own words.
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


def words(codes: dict[str, str]) -> dict[str, str]:
    """Code → words separated by blanks, turned into word → code, the code itself among the words."""
    return {word: code for code, said in codes.items() for word in (code, *said.split())}


def numbered(table: dict[str, str], **more: str) -> dict[str, str]:
    """A standard's table by its words, its codes with and without the leading zero, and more words by code."""
    known = {}
    for code, said in table.items():
        known |= dict.fromkeys((code, code.lstrip("0"), said), code)
    for code, said in more.items():
        known |= dict.fromkeys(said.split(), code.removeprefix("c"))
    return known


DOCUMENT_TYPES = words(
    {
        "resident_id": "居民身份证 身份证 中国居民身份证 二代身份证 第二代居民身份证 户口簿 公民身份证 1 01 111",
        "hmt_residence": "港澳台居民居住证 港澳居民居住证 台湾居民居住证 港澳台居住证",
        "passport": "护照 外国护照 中国护照 普通护照",
        "hm_pass": "港澳居民来往内地通行证 港澳通行证 港澳居民通行证 回乡证",
        "taiwan_pass": "台湾居民来往大陆通行证 台胞证 台湾居民通行证",
        "foreign_permanent": "外国人永久居留身份证 外国人永久居留证 永久居留证 外国人居留证",
        "other": "其他 其它 其他证件 其它证件 军官证 士兵证 警官证",
    }
)
SEXES: dict[str, str | int] = {
    **dict.fromkeys(("男", "男性", "1", "m", "male"), Sex.MALE.value),
    **dict.fromkeys(("女", "女性", "2", "f", "female"), Sex.FEMALE.value),
    **dict.fromkeys(("未知", "未知的性别", "0"), Sex.UNKNOWN.value),
    **dict.fromkeys(("未说明", "未说明的性别", "9"), Sex.UNSTATED.value),
}
ETHNIC_WORDS = {
    **numbered(ETHNIC_GROUPS, c97="其它", c98="外国血统中国籍人士 入籍"),
    **{name.removesuffix("族"): code for code, name in ETHNIC_GROUPS.items()},
}
POLITICAL_WORDS = numbered(
    POLITICAL_STATUSES,
    c01="党员 中国共产党党员 共产党员 正式党员",
    c02="预备党员 中国共产党预备党员",
    c03="团员 共青团员 共产主义青年团团员 中国共产主义青年团团员",
    c04="民革 民革会员",
    c05="民盟",
    c06="民建",
    c07="民进",
    c08="农工党 农工民主党 农工民主党党员",
    c09="致公党",
    c10="九三 九三学社 九三社员",
    c11="台盟",
    c12="无党派 无党派民主人士",
    c13="普通公民 公民 无",
)
EDUCATION_WORDS = numbered(
    EDUCATION_LEVELS,
    c10="博士 博士研究生 硕士 硕士研究生 研究生及以上 研究生教育",
    c20="本科 大学 大学本科教育 学士 本科及以上",
    c30="大专 专科 高职 高等职业 大学专科教育 专科教育",
    c40="中专 中职 技校 职高 职业高中 中等专科 中等专业学校 中技 技工学校",
    c60="高中 普通高级中学教育",
    c70="初级中学教育 初中及以下",
    c80="小学教育 小学及以下",
    c90="其它 文盲 半文盲",
)
EMPLOYMENT_WORDS = words(
    {
        "contract": "劳动合同 劳动合同制 合同制 合同工 正式工 正式 合同 固定期限 无固定期限",
        "establishment": "在编 事业编制 编制内 公务员 行政编制 事业编",
        "dispatch": "劳务派遣 派遣 派遣工 劳务派遣工",
        "outsourced": "劳务外包 外包 业务外包",
        "part_time": "非全日制 非全日制用工 兼职 小时工 非全日制工",
        "flexible": "灵活就业 灵活用工 自由职业 个体 灵活就业人员",
        "rehired": "退休返聘 返聘 返聘人员",
        "other": "其他 其它 临时工 季节工 编外 实习",
    }
)
NEW_FORM_WORDS = words(
    {
        "truck_driver": "货车司机 卡车司机 货运司机 货车驾驶员",
        "ride_driver": "网约车司机 网约车驾驶员 网约车",
        "courier": "快递员 快递 快递小哥 快件处理员",
        "food_deliverer": "外卖配送员 外卖员 外卖骑手 骑手 网约配送员 送餐员 外卖送餐员 外卖小哥",
        "care_worker": "家政服务员 家政 护工护理员 护工 护理员 家政人员 月嫂 保姆 养老护理员",
        "shopping_guide": "商场信息员 导购员 导购",
        "live_streamer": "网络主播 主播 带货主播 直播带货 网络直播员",
        "chauffeur": "代驾司机 代驾",
        "estate_agent": "房产中介员 房产中介 房产经纪人 房地产中介员 房地产经纪人",
        "security_guard": "保安员 保安",
        "other": "其他 其它 其他新就业形态 其他新就业形态劳动者",
    }
)
HOUSEHOLD_WORDS = words(
    {
        "local_urban": "本地城镇 本市城镇 本地非农 本市非农 本地非农业 本地非农户口 本地城镇户籍 城镇 非农 非农业",
        "local_rural": "本地农村 本市农村 本地农业 本市农业 本地农业户口 本地农村户籍 农村 农业 农业户口",
        "other_urban": "外地城镇 外地非农 外埠城镇 外地非农业 非本地城镇 外地城镇户籍 外地非农户口",
        "other_rural": "外地农村 外地农业 外埠农村 外埠农业 非本地农村 外地农村户籍 外地农业户口",
    }
)
