"""The frame round every page: top bar, side bar and the person's menu, each drawn once for all who see it alike."""

from functools import cache

from django import template
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html_join

from notifications.polling import bell
from ticketsite.context import BADGES
from ticketsite.kit.drawn import Drawn
from ticketsite.kit.pieces import drawn_piece, initials, tint

register = template.Library()

TOPBAR, SIDEBAR, PERSON_MENU = (Drawn(f"kit/_{name}.html") for name in ("topbar", "sidebar", "person_menu"))
GROUP_LINK = Drawn("kit/_group_link.html")
THEMES = ("light", "dark")
PAGES = (
    *("tickets:home", "tickets:mine", "tickets:waiting", "tickets:work", "tickets:archive", "tickets:bin"),
    *("approvals:inbox", "numbers:home", "groups:list", "tickets:views", "admin:index"),
)


@cache
def paths():
    """The addresses that the side bar leads to."""
    return {reverse(name) for name in PAGES}


@register.simple_tag(takes_context=True)
def topbar(context):
    user, news = context["user"], context["nav"].counts["news"]
    words = {
        "person": str(user.pk),
        "name": str(user),
        "tint": str(tint(user)),
        "initials": initials(user),
        "news": news,
        "bell": bell(int(news.rstrip("+") or 0) + news.endswith("+"))["label"],
    }
    return TOPBAR.fill(
        words, stream_url=context["stream_url"], news_poll_seconds=context["news_poll_seconds"]
    )


@register.simple_tag(takes_context=True)
def sidebar(context):
    user, nav, request = context["user"], context["nav"], context["request"]
    words = {name: nav.counts.get(name, "") for name in BADGES} | {
        "groups": format_html_join("", "{}", ((group_link(group, request.path),) for group in nav.groups)),
        "person": str(user.pk),
        "view": request.GET.get("view", ""),
    }
    return SIDEBAR.fill(
        words,
        current=request.path if request.path in paths() else "",
        decides=nav.decides,
        is_staff=user.is_staff,
        site_name=context["site_name"],
    )


def group_link(group, current):
    url = group.get_absolute_url()
    return GROUP_LINK.fill(
        {"url": url, "tint": str(tint(group)), "name": str(group)}, is_current=url == current
    )


@register.simple_tag(takes_context=True)
def person_menu(context):
    user, request = context["user"], context["request"]
    theme = request.COOKIES.get("theme")
    words = {
        "name": str(user),
        "email": user.email,
        "avatar": drawn_piece("kit/_avatar.html", person=str(user), size="lg"),
        "csrf_token": get_token(request),
        "next": request.get_full_path(),
    }
    return PERSON_MENU.fill(
        words,
        has_email=bool(user.email),
        has_language=bool(user.language),
        mails_are_written=context["mails_are_written"],
        theme=theme if theme in THEMES else "",
    )
