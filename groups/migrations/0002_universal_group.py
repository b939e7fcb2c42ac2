"""The group that everybody is in."""

from django.db import migrations


def make(apps, schema_editor):
    apps.get_model("groups", "Group").objects.get_or_create(
        is_universal=True,
        defaults={
            "name": "Everyone",
            "description": "What concerns all of us. Everybody is in this group.",
            "kind": "team",
            "is_open": True,
        },
    )


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_groups")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
