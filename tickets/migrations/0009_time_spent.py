"""How long each ticket stood where, and how often it came back: summed by the verbs, for statistics."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0008_index_by_status'),
    ]

    operations = [
        migrations.AddField(
            model_name='ticket',
            name='approval_seconds',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='ticket',
            name='queue_seconds',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='ticket',
            name='requester_seconds',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='ticket',
            name='status_since',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='ticket',
            name='times_reopened',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='ticket',
            name='work_seconds',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
