"""What a supervisor and an Admin ask: does the process answer, does the work get done."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView, View
from django_tasks_db.models import DBTaskResult

from notifications.models import Mail, Worker
from notifications.models.mail import State

SEEN_WITHIN = timedelta(minutes=2)


@method_decorator(login_not_required, name="dispatch")
class LiveView(View):
    """Answers without touching the database: a full queue there is no reason to kill the process."""

    def get(self, request):
        return HttpResponse("ok\n", content_type="text/plain")


class HealthView(TemplateView):
    """health/, for Admins: workers, mail that waits or was given up, jobs that failed."""

    template_name = "health.html"

    def get_context_data(self, **kwargs):
        if not self.request.user.is_admin:
            raise Http404
        now = timezone.now()
        backlog = Mail.objects.backlog()
        return super().get_context_data(
            workers=Worker.objects.filter(seen_at__gt=now - timedelta(days=1)).order_by("-seen_at"),
            is_working=self.is_seen(Worker.Kind.WORK),
            lacks_stream=bool(settings.STREAM_URL) and not self.is_seen(Worker.Kind.STREAM),
            backlog=backlog.count(),
            oldest=backlog.order_by("since").first(),
            given_up=Mail.objects.filter(state=State.FAILED, created_at__gt=now - timedelta(days=7)).count(),
            jobs_ready=DBTaskResult.objects.ready().count(),
            jobs_failed=DBTaskResult.objects.failed().filter(enqueued_at__gt=now - timedelta(days=7)).count(),
            **kwargs,
        )

    @staticmethod
    def is_seen(kind):
        return Worker.objects.filter(kind=kind, seen_at__gt=timezone.now() - SEEN_WITHIN).exists()
