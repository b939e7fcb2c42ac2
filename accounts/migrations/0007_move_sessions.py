"""Whoever is signed in stays so: their sessions move over from Django's table."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import migrations
from django.utils import timezone


def move(apps, schema_editor):
    Session, Before = apps.get_model("accounts", "Session"), apps.get_model("sessions", "Session")
    people = {str(key) for key in apps.get_model("accounts", "User").objects.values_list("pk", flat=True)}
    store, moved = SessionStore(), []
    for row in Before.objects.filter(expire_date__gt=timezone.now()):
        user = store.decode(row.session_data).get(SESSION_KEY)
        if user in people:
            fields = {"session_data": row.session_data, "expire_date": row.expire_date}
            moved.append(Session(session_key=row.session_key, user_id=int(user), **fields))
    Session.objects.bulk_create(moved, batch_size=500)
    Before.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_sessions"),
        ("sessions", "0001_initial"),
    ]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
