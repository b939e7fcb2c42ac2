"""Writing on a ticket, and changing what one wrote."""

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from tickets import forms, rules
from tickets.catalogue import Catalogue
from tickets.mentions import mentionable
from tickets.models import Comment, Ticket
from tickets.views.verbs import TicketFormVerbView
from tickets.views.visible import LetsIn, VisibleTickets
from ticketsite.kit.text import clean_text
from ticketsite.kit.views import FormVerbView, VerbView

SUGGESTED, WORDS_LIMIT = 8, 60


class CommentView(LetsIn, TicketFormVerbView):
    form_class = forms.CommentForm
    template_name = "tickets/ticket_comment.html"

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
        return self.write(ticket.comment, by=by, **written)


class MentionableView(VisibleTickets, SingleObjectMixin, View):
    """GET tickets/12/mentionable/?q=an: a few of those who see the ticket, for whoever types an @."""

    def get(self, request, *args, **kwargs):
        return suggestions(request, self.get_object())


class MentionableInNewView(View):
    """GET tickets/new/mentionable/?place=group-3&q=an: the same for a ticket that would be opened there."""

    def get(self, request):
        place = Catalogue(request.user).place(request.GET.get("place", ""))
        if place is None:
            raise Http404
        return suggestions(request, Ticket.objects.as_opened(request.user, place.group, place.category))


def suggestions(request, ticket):
    words = clean_text(request.GET.get("q", ""))[:WORDS_LIMIT]
    found = mentionable(ticket).search(words)[:SUGGESTED]
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
