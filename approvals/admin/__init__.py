"""The back office for approvals: routes, categories, decisions, and approving many at once."""

from approvals.admin.categories import CategoryAdmin
from approvals.admin.decisions import DecisionAdmin
from approvals.admin.routes import RouteAdmin
from approvals.admin.tickets import DecidedTicketAdmin

__all__ = ["CategoryAdmin", "DecidedTicketAdmin", "DecisionAdmin", "RouteAdmin"]
