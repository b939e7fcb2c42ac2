"""For pages of the storeys below: the journey of a ticket, and whether it waits for this visitor."""

from django import template

from approvals import journey as journeys

register = template.Library()


@register.inclusion_tag("approvals/_journey.html")
def journey(ticket):
    return {"ticket": ticket, "journey": journey_of(ticket)}


@register.filter
def waits_for(ticket, user):
    """Whether this person may decide on it now."""
    way = journey_of(ticket) if ticket.is_pending else None
    return way is not None and user in way.deciders


def journey_of(ticket):
    """Read once for a page, which shows it and leads those to the decision who may decide."""
    if "_journey" not in ticket.__dict__:
        ticket.__dict__["_journey"] = journeys.journey(ticket)
    return ticket.__dict__["_journey"]


@register.inclusion_tag("approvals/_forecast.html")
def forecast(category, user):
    """Before sending: who will be asked to approve."""
    return {"group": category.group, "stages": journeys.forecast(category, user, category.default_project)}
