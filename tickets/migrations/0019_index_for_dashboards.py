"""Dashboards find the tickets of a department, a group or a person by the time of their opening and of their end."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("tickets", "0018_search_by_density")]

    operations = [
        migrations.RemoveIndex(
            model_name='ticket',
            name='counted_by_approval',
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('approved_at__isnull', False), ('deleted_at', None)), fields=['approved_at', 'group', 'approval_seconds'], name='counted_by_approval'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('deleted_at', None), ('is_unresolved', True)), fields=['status', 'opened_at', 'group'], name='standing'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('deleted_at', None), ('is_unresolved', True)), fields=['department', 'group', 'status', 'opened_at'], name='standing_of_department'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('deleted_at', None)), fields=['department', 'opened_at', 'group'], name='opened_of_department'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('deleted_at', None), ('ended_at__isnull', False)), fields=['department', 'ended_at', 'group'], name='ended_of_department'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('assignee__isnull', False), ('deleted_at', None)), fields=['assignee', 'opened_at'], name='opened_of_assignee'),
        ),
    ]
