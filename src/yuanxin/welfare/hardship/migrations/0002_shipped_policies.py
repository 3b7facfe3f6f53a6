from django.db import migrations

from yuanxin.foundation.policies import defaults


def insert(apps, _schema_editor):
    defaults.insert(apps)


class Migration(migrations.Migration):
    dependencies = [("hardship", "0001_files_and_relief")]

    operations = [migrations.RunPython(insert, migrations.RunPython.noop)]
