"""Writing on a ticket, and changing what one wrote."""

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from tickets import forms, rules
from tickets.mentions import Unseen, mentionable
from tickets.models import Comment
from tickets.views.verbs import TicketFormVerbView
from tickets.views.visible import VisibleTickets
from ticketsite.kit.text import clean_text
from ticketsite.kit.views import FormVerbView, VerbView

SUGGESTED, WORDS_LIMIT = 8, 60


class CommentView(TicketFormVerbView):
    form_class = forms.CommentForm
    template_name = "tickets/ticket_comment.html"
    offers_let_in = False

    def dispatch(self, request, *args, **kwargs):
        """A ticket that went out of sight while somebody wrote gives the words back, as 404 to everybody."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            if not request.POST.get("body"):
                raise
            context = {"words": request.POST["body"]}
            return render(request, "tickets/ticket_gone.html", context, status=404)

    def get_form_kwargs(self):
        may_note = rules.may_comment_internally(self.request.user, self.object)
        return super().get_form_kwargs() | {"may_note": may_note}

    def act(self, ticket, by, **written):
        try:
            return ticket.comment(by=by, **written)
        except Unseen as refusal:
            self.offers_let_in = refusal.may_let_in
            raise

    def get_context_data(self, **kwargs):
        return super().get_context_data(offers_let_in=self.offers_let_in, **kwargs)


class MentionableView(VisibleTickets, SingleObjectMixin, View):
    """GET tickets/12/mentionable/?q=an: a few of those who see the ticket, for whoever types an @."""

    def get(self, request, *args, **kwargs):
        words = clean_text(request.GET.get("q", ""))[:WORDS_LIMIT]
        found = mentionable(self.get_object()).search(words)[:SUGGESTED]
        people = [{"username": person.username, "name": str(person)} for person in found]
        return JsonResponse({"people": people}, headers={"Cache-Control": "private, no-store"})


class VisibleComments:
    model = Comment

    def get_queryset(self):
        return Comment.objects.visible_to(self.request.user).select_related("ticket__group")


class EditCommentView(VisibleComments, FormVerbView):
    form_class = forms.EditCommentForm
    template_name = "tickets/ticket_comment_edit.html"
    done = _("The comment is changed.")

    def get_initial(self):
        return {"body": self.object.body if rules.may_edit_comment(self.request.user, self.object) else ""}

    def act(self, comment, by, body):
        comment.edit(body, by=by)


class DeleteCommentView(VisibleComments, VerbView):
    done = _("The comment is deleted.")

    def act(self, comment, by):
        comment.remove(by=by)
