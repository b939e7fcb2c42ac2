"""Sum the time that tickets have spent so far, from their events."""

from itertools import groupby

from django.db import migrations

from tickets.stretches import SUMS, account

BATCH = 500


def sum_up(apps, schema_editor):
    Ticket, Event = apps.get_model("tickets", "Ticket"), apps.get_model("groups", "Event")
    columns = ["status_since", "times_reopened", *SUMS.values()]
    keys = list(Ticket.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        events = Event.objects.filter(target_kind="ticket", target_id__in=some)
        lives = groupby(events.order_by("target_id", "at", "pk").iterator(), lambda event: event.target_id)
        events_of = {key: list(life) for key, life in lives}
        tickets = list(Ticket.objects.filter(pk__in=some).defer("description", "description_html"))
        for ticket in tickets:
            account(ticket, events_of.get(ticket.pk, []))
        Ticket.objects.bulk_update(tickets, columns)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0009_time_spent"), ("groups", "0004_reminded")]

    operations = [migrations.RunPython(sum_up, migrations.RunPython.noop)]
