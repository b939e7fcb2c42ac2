"""Tickets of one status, newest first: the approvals inbox and the filters of the back office ask for them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_classic_routes")]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["status", "-opened_at", "-id"], name="of_status_newest"),
        ),
    ]
