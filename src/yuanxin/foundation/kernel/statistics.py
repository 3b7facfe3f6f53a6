"""What the database knows of how full its tables are, by which it chooses among indexes."""

from django.db import connection

# So many rows of an index are looked at: a table of millions takes milliseconds.
LOOKED_AT = 1_000


def renew_statistics() -> None:
    """Look at the tables anew: after a migration remade some, an import or a demonstration filled them, and daily.

    Only for SQLite: remaking a table loses what was known of it, and nobody looks again. PostgreSQL looks by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
            cursor.execute("ANALYZE")
