"""Pages that mails lead to, and in development the page that shows the mails themselves."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView, View

from accounts.models import User
from notifications.mailing import written
from notifications.mailing.compose import rules_of
from notifications.models import Choice
from notifications.topics import CANNOT_BE_SILENCED, Speed


# Mail programs post here for their reader, without a cookie or a token of ours: the signature is the right (RFC 8058).
@method_decorator(csrf_exempt, name="dispatch")
@method_decorator(login_not_required, name="dispatch")
class UnsubscribeView(View):
    """news/unsubscribe/…/: GET asks, POST mutes by mail exactly the rules that sent it."""

    def rules(self, token):
        try:
            return rules_of(token)
        except (BadSignature, ValueError, User.DoesNotExist) as invented:
            raise Http404 from invented

    def get(self, request, token):
        _person, topics = self.rules(token)
        context = {"topics": topics, "keeps_some": not CANNOT_BE_SILENCED.isdisjoint(topics)}
        return render(request, "notifications/unsubscribe.html", context)

    @transaction.atomic
    def post(self, request, token):
        person, topics = self.rules(token)
        matrix = Choice.objects.of(person)
        for topic in topics:
            Choice.objects.choose(person, topic, in_site=matrix[topic][0], mail=Speed.OFF)
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
