"""The hospitals and illnesses of a demonstration: invented hospitals, codes of ICD-10."""

import datetime

from yuanxin.foundation.kernel.names import title_pinyin
from yuanxin.welfare.mutual_aid.choices import HospitalLevel
from yuanxin.welfare.mutual_aid.models import Hospital, Illness

SINCE = datetime.date(2010, 1, 1)

HOSPITALS = (
    ("H33010600101", "圆心市第一人民医院", HospitalLevel.THIRD),
    ("H33010600102", "圆心市第二人民医院", HospitalLevel.THIRD),
    ("H33010600103", "圆心市中医院", HospitalLevel.THIRD),
    ("H33010600104", "圆心市妇产科医院", HospitalLevel.THIRD),
    ("H33010600105", "圆心市肿瘤医院", HospitalLevel.THIRD),
    ("H33010600106", "圆心大学附属医院", HospitalLevel.THIRD),
    ("H33010600107", "圆心市骨伤科医院", HospitalLevel.THIRD),
    ("H33010600108", "湖滨区人民医院", HospitalLevel.SECOND),
    ("H33010600109", "城西区人民医院", HospitalLevel.SECOND),
    ("H33010600110", "铁路职工医院", HospitalLevel.SECOND),
    ("H33010600111", "城北康复医院", HospitalLevel.SECOND),
    ("H33010600112", "圆心市眼科医院", HospitalLevel.SECOND),
    ("H33010600113", "翠湖街道社区卫生服务中心", HospitalLevel.COMMUNITY),
    ("H33010600114", "北山街道社区卫生服务中心", HospitalLevel.COMMUNITY),
    ("H33010600115", "三墩镇卫生院", HospitalLevel.FIRST),
)

COMMON = (
    ("K35.900", "急性阑尾炎"), ("K80.100", "胆囊结石伴慢性胆囊炎"), ("J18.900", "肺炎"), ("J20.900", "急性支气管炎"),
    ("I10.x00", "特发性（原发性）高血压"), ("E11.900", "2型糖尿病"), ("M51.202", "腰椎间盘突出"),
    ("N20.100", "输尿管结石"), ("I63.900", "脑梗死"), ("I25.103", "冠状动脉粥样硬化性心脏病"), ("K25.900", "胃溃疡"),
    ("K63.500", "结肠息肉"), ("H25.900", "老年性白内障"), ("I84.200", "内痔"), ("D25.900", "子宫平滑肌瘤"),
    ("N83.201", "卵巢囊肿"), ("E04.902", "甲状腺结节"), ("K40.900", "单侧腹股沟疝"), ("J35.100", "扁桃体肥大"),
    ("M17.900", "膝骨关节病"), ("G45.900", "短暂性脑缺血发作"), ("K85.900", "急性胰腺炎"),
    ("A09.900", "胃肠炎和结肠炎"), ("I49.900", "心律失常"), ("M47.800", "颈椎病"), ("H81.100", "良性阵发性眩晕"),
    ("J44.900", "慢性阻塞性肺疾病"), ("L03.900", "蜂窝织炎"), ("N10.x00", "急性肾盂肾炎"), ("K29.500", "慢性胃炎"),
    ("O80.000", "头位顺产"), ("O82.000", "择期剖宫产术"),
)  # fmt: skip
ACCIDENTS = (
    ("S82.800", "踝部骨折"), ("S52.500", "桡骨下端骨折"), ("S42.000", "锁骨骨折"), ("S06.000", "脑震荡"),
    ("S22.300", "肋骨骨折"), ("S83.500", "膝关节交叉韧带损伤"), ("S62.600", "手指骨折"), ("T30.000", "烧伤"),
    ("S32.000", "腰椎骨折"), ("S72.000", "股骨颈骨折"),
)  # fmt: skip
ONLY_WOMEN = (COMMON[14], COMMON[15], COMMON[30], COMMON[31])
# On the list of illnesses treated as outpatient; each also a major illness.
LASTING = (
    ("N18.900", "慢性肾脏病"), ("C34.900", "支气管或肺恶性肿瘤"), ("C16.900", "胃恶性肿瘤"),
    ("C18.900", "结肠恶性肿瘤"), ("C22.900", "肝恶性肿瘤"), ("C73.x00", "甲状腺恶性肿瘤"), ("C95.900", "白血病"),
    ("D61.900", "再生障碍性贫血"), ("D66.x00", "血友病"), ("Z94.000", "肾移植状态"),
)  # fmt: skip
OF_WOMEN = (
    ("C50.900", "乳腺恶性肿瘤"), ("C53.900", "宫颈恶性肿瘤"), ("C54.100", "子宫内膜恶性肿瘤"),
    ("C56.x00", "卵巢恶性肿瘤"),
)  # fmt: skip


def told(illness: tuple[str, str]) -> str:
    """An illness as claims keep it."""
    return " ".join(illness)


def write_lists() -> list[Hospital]:
    """Both lists; the hospitals that were written, the first ones first."""
    hospitals = []
    for code, name, level in HOSPITALS:
        pinyin, initials = title_pinyin(name)
        hospitals.append(
            Hospital(code=code, name=name, pinyin=pinyin, initials=initials, level=level, listed_from=SINCE)
        )
    illnesses = []
    for code, name in (*COMMON, *ACCIDENTS, *LASTING, *OF_WOMEN):
        pinyin, initials = title_pinyin(name)
        lasting, women = (code, name) in LASTING, (code, name) in OF_WOMEN
        illnesses.append(
            Illness(
                code=code, name=name, pinyin=pinyin, initials=initials, outpatient=lasting, major_illness=lasting,
                women=women,
            )
        )  # fmt: skip
    Illness.objects.bulk_create(illnesses)
    return Hospital.objects.bulk_create(hospitals)
