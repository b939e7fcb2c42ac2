"""What every ticket page starts from: the tickets that the visitor may see; the rest is 404."""

from django.http import Http404

from groups.standing import PersonQuery
from tickets.mentions import Unseen
from tickets.models import Ticket
from ticketsite.kit.planned import Planned

TO_ACT_ON = PersonQuery(
    lambda user, key: Ticket.objects.visible_to(user).filter(pk=key).select_related("group", "category"),
    Planned,
)


class VisibleTickets:
    model = Ticket
    gone_url = "tickets:home"

    def get_queryset(self):
        return Ticket.objects.visible_to(self.request.user).for_page()


class VisibleTicket(VisibleTickets):
    """The one of the address, to act on: of what it hangs together with no more than rules ask."""

    def get_object(self, queryset=None):
        found = TO_ACT_ON.instances(self.request.user, self.kwargs["pk"])
        if not found:
            raise Http404
        return found[0]


class LetsIn:
    """A form whose words may name people who would not read them: refused, with a box that lets them in."""

    offers_let_in = False

    def write(self, verb, **written):
        try:
            return verb(**written)
        except Unseen as refusal:
            self.offers_let_in = refusal.may_let_in
            raise

    def get_context_data(self, **kwargs):
        return super().get_context_data(offers_let_in=self.offers_let_in, **kwargs)
