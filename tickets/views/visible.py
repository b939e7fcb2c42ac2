"""What every ticket page starts from: the tickets that the visitor may see; the rest is 404."""

from tickets.mentions import Unseen
from tickets.models import Ticket


class VisibleTickets:
    model = Ticket
    gone_url = "tickets:home"

    def get_queryset(self):
        return Ticket.objects.visible_to(self.request.user).for_page()


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
