"""The word for a rank that a query annotated."""

from django import template

from groups.ranks import Rank

register = template.Library()


@register.filter
def rank_label(rank):
    return Rank(rank).label
