"""The writing of the search index, planned once for each connection: planning took longer than writing.

As a function in SQL, PostgreSQL planned it anew for every ticket and comment: 2.4 ms of its processor time for a new
ticket, of which 0.7 remain. Its plan does not hang on the keys, so the general one is as good as any.
"""

from importlib import import_module

from django.db import migrations

IN_SQL = import_module("tickets.migrations.0013_search").WRITE.replace("CREATE", "CREATE OR REPLACE")
PLANNED_ONCE = IN_SQL.replace(
    "LANGUAGE sql AS $$", "LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$ BEGIN"
).replace("$$;", "END $$;")


def replace(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0020_fold_by_class"),
    ]

    operations = [migrations.RunPython(replace(PLANNED_ONCE), replace(IN_SQL))]
