"""The back office for what goes out and what runs behind: to read, and for Admins only, since it tells of others."""

from django.contrib import admin
from django_tasks_db.admin import DBTaskResultAdmin
from django_tasks_db.models import DBTaskResult

from notifications.models import Mail, Periodic, Worker
from ticketsite.kit.admin import ScopedAdmin


class ForAdmins(ScopedAdmin):
    sortable_by = ()

    def may_open(self, user):
        return user.is_active and user.is_admin

    def get_queryset(self, request):
        found = self.model._default_manager.all()
        return found if self.may_open(request.user) else found.none()


@admin.register(Mail)
class MailAdmin(ForAdmins):
    list_display = ("id", "person", "address", "kind", "state", "due_at", "sent_at", "attempts")
    list_filter = ("state", "kind")
    list_select_related = ("person",)
    fields = (
        *("person", "address", "kind", "state", "created_at", "due_at", "sent_at"),
        *("attempts", "last_error", "message_id"),
    )
    ordering = ("-pk",)
    icon = "envelope"


@admin.register(Periodic)
class PeriodicAdmin(ForAdmins):
    list_display = ("name", "next_at", "runs")
    ordering = ("name",)
    icon = "clock"


@admin.register(Worker)
class WorkerAdmin(ForAdmins):
    list_display = ("name", "kind", "started_at", "seen_at")
    ordering = ("-seen_at",)
    icon = "cpu"


admin.site.unregister(DBTaskResult)


@admin.register(DBTaskResult)
class JobAdmin(ForAdmins, DBTaskResultAdmin):
    list_display = ("task_name", "status", "enqueued_at", "started_at", "finished_at")
    list_filter = ("status",)
    icon = "gear"
