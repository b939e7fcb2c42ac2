"""Template tags of the back office: steps through years, months and days that ask the database for one row, and the
choices of a filter, hundreds of them written without a template for each."""

import calendar
from datetime import date
from functools import reduce
from operator import add, itemgetter

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from ticketsite.kit.drawn import filled

register = template.Library()
CHOICE = ('<li><a href="', "address", '">', "words", "</a></li>\n")
CHOSEN = ('<li class="selected"><a href="', "address", '" aria-current="true">', "words", "</a></li>\n")


@register.simple_tag
def filter_chosen(choices):
    """What is chosen of them; the first is "All"."""
    return "".join(f" {choice['display']}" for choice in choices[1:] if choice["selected"])


@register.simple_tag
def filter_choices(choices):
    """The items of a list, each a link; the one in force says so."""
    items = (
        filled(CHOSEN if is_chosen else CHOICE, {"address": address, "words": words})
        for is_chosen, address, words in map(itemgetter("selected", "query_string", "display"), choices)
    )
    return reduce(add, items)


@register.inclusion_tag("admin/_date_steps.html")
def date_steps(cl):
    """The stock tag groups every row of the table by its date; this one only looks for the oldest."""
    field = cl.date_hierarchy
    year, month, day = (_number(cl.params.get(f"{field}__{part}")) for part in ("year", "month", "day"))

    def step(label, **parts):
        asked = {f"{field}__{part}": parts.get(part) for part in ("year", "month", "day")}
        return {"label": label, "url": cl.get_query_string(asked, [])}

    if not year:
        return {"choices": [step(str(each), year=each) for each in _years(cl, field)]}
    if not month:
        months = [step(_name(date(year, each, 1), "F"), year=year, month=each) for each in range(1, 13)]
        return {"back": step(gettext("All dates")), "choices": [{"label": str(year)}, *months]}
    first = date(year, month, 1)
    if not day:
        last = calendar.monthrange(year, month)[1]
        days = [step(str(each), year=year, month=month, day=each) for each in range(1, last + 1)]
        return {"back": step(str(year), year=year), "choices": [{"label": _name(first, "F Y")}, *days]}
    return {
        "back": step(_name(first, "F Y"), year=year, month=month),
        "choices": [{"label": date_format(date(year, month, day))}],
    }


def _years(cl, field):
    oldest = cl.model._default_manager.order_by(field).values_list(field, flat=True).first()
    this_year = timezone.localdate().year
    return range(timezone.localtime(oldest).year, this_year + 1) if oldest else ()


def _name(day, form):
    return date_format(day, "YEAR_MONTH_FORMAT" if form == "F Y" else form)


def _number(value):
    value = value[-1] if isinstance(value, list) else value
    return int(value) if value and str(value).isdecimal() else None
