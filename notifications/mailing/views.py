"""Pages that mails lead to, and in development the page that shows the mails themselves."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView, View

from notifications.mailing import written
from notifications.mailing.compose import rule_of
from notifications.models import Choice, Notification
from notifications.topics import Speed, Topic


# Mail programs post here for their reader, without a cookie or a token of ours: the signature is the right (RFC 8058).
@method_decorator(csrf_exempt, name="dispatch")
@method_decorator(login_not_required, name="dispatch")
class UnsubscribeView(View):
    """news/unsubscribe/…/: GET asks, POST mutes by mail exactly the rule that sent it."""

    def rule(self, token):
        try:
            return rule_of(token)
        except (BadSignature, ValueError, Notification.DoesNotExist) as invented:
            raise Http404 from invented

    def get(self, request, token):
        _person, topic = self.rule(token)
        return render(request, "notifications/unsubscribe.html", {"topic": Topic(topic).label})

    def post(self, request, token):
        person, topic = self.rule(token)
        in_site, _speed = Choice.objects.of(person)[Topic(topic)]
        Choice.objects.choose(person, Topic(topic), in_site=in_site, mail=Speed.OFF)
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return HttpResponse(status=204)
        messages.success(request, _("No more mail about this. You find it again under your choices."))
        return redirect("notifications:choices" if request.user.is_authenticated else "account_login")


class WrittenMailsView(TemplateView):
    """news/mails/: in development, the mails that were written to files instead of being sent."""

    template_name = "notifications/written_mails.html"

    def get_context_data(self, **kwargs):
        if not written.are_written():
            raise Http404
        return super().get_context_data(mails=written.newest(), folder=settings.EMAIL_FILE_PATH, **kwargs)
