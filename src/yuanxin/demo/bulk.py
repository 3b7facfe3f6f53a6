"""What a table needs once its rows came in with ids of the caller's: a demonstration has its tables to itself.

The rows are those that the services write one by one; only the way is shorter (`kernel.bulk.write_rows`).
"""

from django.core.management.color import no_style
from django.db import connection, models


def advance_sequences(*written: type[models.Model]) -> None:
    """Let the next row of each table take an id above those written (PostgreSQL; SQLite does so by itself)."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(written)):
            cursor.execute(statement)


def gather_statistics(*written: type[models.Model]) -> None:
    """Tell the planner how full the tables are now; nobody else does before the first questions are asked of them."""
    with connection.cursor() as cursor:
        for model in written:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
