from django.db import migrations

from yuanxin.foundation.policies import defaults


def insert(apps, _schema_editor):
    defaults.insert(apps)


class Migration(migrations.Migration):
    dependencies = [("care", "0001_initial"), ("policies", "0003_notice_days")]

    operations = [migrations.RunPython(insert, migrations.RunPython.noop)]
