"""Puts the four classic routes into every site."""

from django.db import migrations

CLASSIC = {
    "Direct": (),
    "Head of department": ("hod",),
    "IT Head": ("it_head",),
    "Head of department, then IT Head": ("hod", "it_head"),
}


def make(apps, schema_editor):
    """A name that is taken stays as it is."""
    routes = apps.get_model("tickets", "Route").objects
    for name, approvers in CLASSIC.items():
        if routes.filter(name__iexact=name).exists():
            continue
        route = routes.create(name=name)
        for position, approver in enumerate(approvers, 1):
            route.steps.create(position=position, approver=approver)


def remove(apps, schema_editor):
    """Those that no category uses."""
    routes = apps.get_model("tickets", "Route").objects
    routes.filter(name__in=CLASSIC, categories=None).delete()


class Migration(migrations.Migration):
    dependencies = [("tickets", "0006_mention_links")]

    operations = [migrations.RunPython(make, remove)]
