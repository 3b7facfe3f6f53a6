import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('unions', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='coverage',
            name='union',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='coverage', to='unions.union', verbose_name='union'),
        ),
        migrations.AddIndex(
            model_name='coverage',
            index=models.Index(fields=['union', 'begins_on', 'ends_on', 'employer'], name='unions_coverage_days'),
        ),
    ]
