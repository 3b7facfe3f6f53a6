from django.db import migrations

from yuanxin.foundation.policies import defaults


def insert(apps, _schema_editor):
    defaults.insert(apps)


class Migration(migrations.Migration):
    dependencies = [("model_workers", "0001_initial"), ("policies", "0002_shipped_versions")]

    operations = [migrations.RunPython(insert, migrations.RunPython.noop)]
