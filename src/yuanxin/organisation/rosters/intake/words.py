"""The words people write in a roster for the registry's own codes; those of the standards are in `kernel.codes`."""

from yuanxin.foundation.intake.parsers import words

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
