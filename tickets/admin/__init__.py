"""The back office for tickets."""

from tickets.admin.tickets import TicketAdmin

__all__ = ["TicketAdmin"]
