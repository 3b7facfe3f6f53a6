"""The words people write for the codes of unions, employers and officers, the codes themselves among them."""

from yuanxin.foundation.intake.parsers import words

LEVELS = words(
    {
        "city": "市 市级 市总 市总工会",
        "district": "区 区级 县 区总 区总工会 县级",
        "street": "街道 镇 乡 镇街 街道级 乡镇 街道(乡镇) 镇级 街道总工会 镇总工会",
        "park": "园区 开发区 园区级 产业园区 园区总工会",
        "grassroots": "基层 基层工会 基层级",
    }
)
FORMS = words(
    {
        "federation": "总工会 地方总工会",
        "committee": "工会委员会 基层工会委员会 委员会 单独工会 基层工会 工会",
        "joint": "联合工会委员会 联合工会 联合基层工会 联合基层工会委员会",
        "union_federation": "工会联合会 联合会 区域工会联合会 行业工会联合会 区域性工会联合会 行业性工会联合会",
        "branch": "分会 工会分会",
        "group": "工会小组 小组",
    }
)
FOUNDING_MODES = words(
    {
        "single": "单独 单独建会 独立建会",
        "joint": "联合 联合建会",
        "area": "区域 区域建会 区域性",
        "trade": "行业 行业建会 行业性",
    }
)
# The kind of an employer, or what its business licence says (登记注册类型, older table, by code or name): companies
# with limited liability or with shares are private, unless the list says that they are the state's.
EMPLOYER_KINDS = words(
    {
        "organ": "机关 国家机关 党政机关",
        "institution": "事业 事业单位",
        "state": "国有 国有企业 国企 110",
        "collective": "集体 集体企业 120 股份合作 股份合作企业 130",
        "private": "私营 私营企业 民营 民营企业 非公 非公企业 170 有限责任 有限责任公司 150 股份有限 股份有限公司 160",
        "hmt": "港澳台 港澳台商投资 港澳台企业 港澳台资 港澳台商投资企业 200",
        "foreign": "外资 外商投资 外资企业 外商投资企业 外商 300",
        "social": "社会组织 民办非企业 社会团体 基金会",
        "other": "其他 其它 个体 个体工商户 联营 联营企业 140 其他企业 190",
    }
)
# The sections of GB/T 4754-2017 by letter, full name and the short ones people use.
INDUSTRIES = words(
    {
        "A": "农、林、牧、渔业 农林牧渔业 农林牧渔 农业",
        "B": "采矿业 采矿",
        "C": "制造业 制造",
        "D": "电力、热力、燃气及水生产和供应业 电热燃气水 电力热力燃气及水生产和供应业",
        "E": "建筑业 建筑",
        "F": "批发和零售业 批发零售业 批发零售 批零",
        "G": "交通运输、仓储和邮政业 交通运输仓储和邮政业 交通仓储邮政 交通运输 物流",
        "H": "住宿和餐饮业 住宿餐饮业 住宿餐饮 餐饮",
        "I": "信息传输、软件和信息技术服务业 信息传输软件和信息技术服务业 信息技术 信息 软件 软件业",
        "J": "金融业 金融",
        "K": "房地产业 房地产",
        "L": "租赁和商务服务业 租赁商务 商务服务",
        "M": "科学研究和技术服务业 科研技术 科技服务",
        "N": "水利、环境和公共设施管理业 水利环境和公共设施管理业 水利环境公共设施 环保",
        "O": "居民服务、修理和其他服务业 居民服务修理和其他服务业 居民服务",
        "P": "教育 教育业",
        "Q": "卫生和社会工作 卫生社会 卫生 医疗",
        "R": "文化、体育和娱乐业 文化体育和娱乐业 文体娱乐 文化",
        "S": "公共管理、社会保障和社会组织 公共管理社会保障和社会组织 公共管理社会组织 公共管理",
        "T": "国际组织",
    }
)
POSTS = words(
    {
        "chair": "主席 工会主席",
        "vice_chair": "副主席 工会副主席",
        "audit_director": "经审主任 经费审查委员会主任 经审委主任 经审会主任",
        "women_director": "女工主任 女职工委员会主任 女职委主任 女职工主任",
        "member": "委员 工会委员",
        "organiser": "组织员",
    }
)
ENGAGEMENTS = words({"full_time": "专职", "part_time": "兼职", "seconded": "挂职"})
ROLES = words(
    {
        "grassroots_officer": "基层工会干事 基层工会干部 基层干部 基层工会",
        "street_officer": "镇街工会干事 街道工会干部 镇街干部 园区工会干部 街道干部",
        "district_officer": "区总部室干部 区总干部 部室干部",
        "reviewer": "复核员 审核员",
        "approver": "审批人 审批领导",
        "leader": "领导 分管领导",
        "finance": "财务 财务人员",
    }
)
