"""Followers who said "me too" count among the people affected."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0015_index_for_numbers"),
    ]

    operations = [
        migrations.AddField(
            model_name="follow",
            name="is_affected",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
