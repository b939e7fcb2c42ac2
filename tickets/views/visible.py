"""What every ticket page starts from: the tickets that the visitor may see; the rest is 404."""

from tickets.models import Ticket


class VisibleTickets:
    model = Ticket
    gone_url = "tickets:home"

    def get_queryset(self):
        return Ticket.objects.visible_to(self.request.user).for_page()
