"""A report as one file that needs nothing beside it: its look inside, its links to the site."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import get_language, gettext

from ticketsite.numbers import report

LOOK = ("tokens", "panels", "tickets", "numbers", "report", "report-file")
TICKETS = 2_000


def look():
    """The stylesheets a report uses, as text; none of them imports another."""
    return "\n".join(Path(finders.find(f"css/{name}.css")).read_text() for name in LOOK)


def page_of(scope, reader, period):
    """The whole report, and whether it has fewer tickets than there are."""
    tickets = list(report.tickets_in(scope, reader, period).order_by("-opened_at", "-pk")[: TICKETS + 1])
    body = render_to_string("numbers/_report.html", report.contents(scope, reader, period, tickets[:TICKETS]))
    title = gettext("Report: %(title)s") % {"title": scope.title}
    page = format_html(
        '<!DOCTYPE html>\n<html lang="{}">\n<head><meta charset="utf-8"><title>{}</title>'
        '<meta name="viewport" content="width=device-width"><base href="{}/">\n<style>\n',
        *(get_language(), title, settings.SITE_URL),
    )
    head = format_html("</style></head>\n<body>\n<h1>{}</h1>\n", title)
    return f"{page}{look()}{head}{body}\n</body>\n</html>\n", len(tickets) > TICKETS
