"""The engine's tables. Cells and changed days are laid out by hand: Django has no word for how each engine keeps
them in the order of their key, and the cells are read by nothing but that order."""

from django.db import migrations, models

CELLS = {
    # Rows stand in the key's own tree: one seek, then neighbours.
    "sqlite": [
        """CREATE TABLE figures_cell (
               union_id bigint NOT NULL, figure integer NOT NULL, day date NOT NULL,
               own bigint NOT NULL, total bigint NOT NULL,
               PRIMARY KEY (union_id, figure, day)) WITHOUT ROWID""",
        "CREATE INDEX figures_cell_empty ON figures_cell (union_id) WHERE own = 0 AND total = 0",
    ],
    # The total stands in the index: a window is read from it alone.
    "postgresql": [
        """CREATE TABLE figures_cell (
               union_id bigint NOT NULL, figure integer NOT NULL, day date NOT NULL,
               own bigint NOT NULL, total bigint NOT NULL,
               PRIMARY KEY (union_id, figure, day) INCLUDE (total))""",
        "CREATE INDEX figures_cell_empty ON figures_cell (union_id) WHERE own = 0 AND total = 0",
    ],
}
DIRTY = {
    "sqlite": [
        """CREATE TABLE figures_dirty (
               source varchar(120) NOT NULL, union_id bigint NOT NULL, day date NOT NULL,
               PRIMARY KEY (source, union_id, day)) WITHOUT ROWID""",
    ],
    # No key: two writers of the same day must not wait for each other, so a day may stand here more than once.
    "postgresql": [
        "CREATE TABLE figures_dirty (source varchar(120) NOT NULL, union_id bigint NOT NULL, day date NOT NULL)",
    ],
}


def create(statements):
    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


def drop(table):
    def run(apps, schema_editor):
        schema_editor.execute(f"DROP TABLE {table}")

    return run


def laid_out(statements, table, model):
    return migrations.SeparateDatabaseAndState(
        database_operations=[migrations.RunPython(create(statements), drop(table))], state_operations=[model]
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        laid_out(
            CELLS,
            "figures_cell",
            migrations.CreateModel(
                name="Cell",
                fields=[
                    (
                        "pk",
                        models.CompositePrimaryKey(
                            "union_id", "figure", "day", blank=True, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("union_id", models.BigIntegerField(verbose_name="union")),
                    ("figure", models.IntegerField(verbose_name="figure")),
                    ("day", models.DateField(verbose_name="day")),
                    ("own", models.BigIntegerField(verbose_name="own")),
                    ("total", models.BigIntegerField(verbose_name="with all below")),
                ],
                options={"verbose_name": "daily cell", "verbose_name_plural": "daily cells"},
            ),
        ),
        laid_out(
            DIRTY,
            "figures_dirty",
            migrations.CreateModel(
                name="Dirty",
                fields=[
                    (
                        "pk",
                        models.CompositePrimaryKey(
                            "source", "union_id", "day", blank=True, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("source", models.CharField(max_length=120, verbose_name="source")),
                    ("union_id", models.BigIntegerField(verbose_name="union")),
                    ("day", models.DateField(verbose_name="day")),
                ],
                options={"verbose_name": "changed day", "verbose_name_plural": "changed days"},
            ),
        ),
        migrations.CreateModel(
            name="Definition",
            fields=[
                ("figure", models.IntegerField(primary_key=True, serialize=False, verbose_name="key")),
                ("code", models.CharField(max_length=80, verbose_name="figure")),
                ("part", models.CharField(max_length=80, verbose_name="part")),
                ("built_at", models.DateTimeField(verbose_name="built at")),
            ],
            options={"verbose_name": "kept definition", "verbose_name_plural": "kept definitions"},
        ),
    ]
