from django.db import migrations

from yuanxin.foundation.policies import defaults


def insert(apps, _schema_editor):
    defaults.insert(apps)


class Migration(migrations.Migration):
    dependencies = [("founding", "0002_shipped_policies")]

    operations = [migrations.RunPython(insert, migrations.RunPython.noop)]
