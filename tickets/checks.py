"""System checks of the database: what the search needs."""

from django.core.checks import Error, Tags, register
from django.db import connections

EXTENSIONS = ("unaccent", "pg_trgm")


@register(Tags.database)
def search_has_its_extensions(app_configs, databases=None, **kwargs):
    """`migrate` asks first, so that a missing right is said before half of the work is done."""
    found = []
    for alias in databases or ():
        if connections[alias].vendor == "postgresql":
            with connections[alias].cursor() as cursor:
                cursor.execute(STANDING, [list(EXTENSIONS)])
                found += [trouble(*row) for row in cursor.fetchall()]
    return [error for error in found if error]


# Trusted extensions may be created by whoever may create schemas in the database.
STANDING = """
SELECT wanted, extname IS NOT NULL, name IS NOT NULL,
    rolsuper OR coalesce(trusted, false) AND has_database_privilege(current_database(), 'CREATE')
FROM unnest(%s::text[]) AS wanted
LEFT JOIN pg_extension ON extname = wanted
LEFT JOIN pg_available_extension_versions ON name = wanted AND (extname IS NULL OR version = extversion)
JOIN pg_roles ON rolname = current_user
"""


def trouble(name, is_here, is_available, is_allowed):
    if is_here:
        return None
    if not is_available:
        hint = "Install PostgreSQL's contrib package (on Debian it is part of postgresql)."
    elif not is_allowed:
        hint = f"Let a superuser run, in this database: CREATE EXTENSION {name};"
    else:
        return None
    return Error(f"The search needs PostgreSQL's extension {name}.", hint=hint, id="tickets.E001")
