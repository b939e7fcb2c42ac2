"""Dashboards count and sum from indexes: they do not read the rows of a quarter."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("tickets", "0014_search_by_words")]

    operations = [
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('deleted_at', None)), fields=['opened_at', 'group'], name='counted_by_opening'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('deleted_at', None), ('ended_at__isnull', False)), fields=['ended_at', 'status', 'group', 'opened_at', 'first_answered_at', 'first_claimed_at', 'times_reopened', 'approval_seconds', 'queue_seconds', 'work_seconds', 'requester_seconds'], name='counted_by_end'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('approved_at__isnull', False), ('deleted_at', None)), fields=['approved_at', 'approval_seconds'], name='counted_by_approval'),
        ),
    ]
