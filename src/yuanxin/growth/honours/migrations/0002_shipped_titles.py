from django.db import migrations

PERSON, COLLECTIVE, UNION = "person", "collective", "union"
MODEL = True

# Titles of the ladder from the State Council down to the district (评先评优); a district edits them under Growth.
# code, name, level, held by, granted by, whether its holders are model workers
TITLES = (
    ("national_model_worker", "全国劳动模范", 1, PERSON, "国务院", MODEL),
    ("national_advanced_worker", "全国先进工作者", 1, PERSON, "国务院", MODEL),
    ("national_may_day_medal", "全国五一劳动奖章", 1, PERSON, "中华全国总工会", not MODEL),
    ("national_may_day_certificate", "全国五一劳动奖状", 1, COLLECTIVE, "中华全国总工会", not MODEL),
    ("national_workers_pioneer", "全国工人先锋号", 1, COLLECTIVE, "中华全国总工会", not MODEL),
    ("national_model_home", "全国模范职工之家", 1, UNION, "中华全国总工会", not MODEL),
    ("national_finance_award", "全国工会财务工作先进单位", 1, UNION, "中华全国总工会", not MODEL),
    ("provincial_model_worker", "浙江省劳动模范", 2, PERSON, "浙江省人民政府", MODEL),
    ("provincial_advanced_worker", "浙江省先进工作者", 2, PERSON, "浙江省人民政府", MODEL),
    ("ministerial_model_worker", "部级劳动模范", 2, PERSON, "国务院有关部委", MODEL),
    ("provincial_may_day_medal", "浙江省五一劳动奖章", 2, PERSON, "浙江省总工会", not MODEL),
    ("provincial_may_day_certificate", "浙江省五一劳动奖状", 2, COLLECTIVE, "浙江省总工会", not MODEL),
    ("provincial_model_collective", "浙江省模范集体", 2, COLLECTIVE, "浙江省人民政府", not MODEL),
    ("provincial_workers_pioneer", "浙江省工人先锋号", 2, COLLECTIVE, "浙江省总工会", not MODEL),
    ("city_model_worker", "杭州市劳动模范", 3, PERSON, "杭州市人民政府", MODEL),
    ("city_may_day_medal", "杭州市五一劳动奖章", 3, PERSON, "杭州市总工会", not MODEL),
    ("city_may_day_certificate", "杭州市五一劳动奖状", 3, COLLECTIVE, "杭州市总工会", not MODEL),
    ("city_model_collective", "杭州市模范集体", 3, COLLECTIVE, "杭州市人民政府", not MODEL),
    ("city_workers_pioneer", "杭州市工人先锋号", 3, COLLECTIVE, "杭州市总工会", not MODEL),
    ("district_model_worker", "西湖区劳动模范", 4, PERSON, "西湖区人民政府", MODEL),
    ("most_beautiful_xihu", "最美西湖人", 4, PERSON, "西湖区总工会", not MODEL),
    ("most_beautiful_workers", "最美西湖劳动者", 4, PERSON, "西湖区总工会", not MODEL),
    ("district_model_home", "西湖区模范职工之家", 4, UNION, "西湖区总工会", not MODEL),
)


def put_in(apps, schema_editor):
    title = apps.get_model("honours", "HonourTitle")
    title.objects.bulk_create(
        title(code=code, name=name, level=level, holder_kind=kind, granting_body=body, model_worker=model)
        for code, name, level, kind, body, model in TITLES
    )


class Migration(migrations.Migration):
    dependencies = [("honours", "0001_initial")]

    operations = [migrations.RunPython(put_in, migrations.RunPython.noop)]
