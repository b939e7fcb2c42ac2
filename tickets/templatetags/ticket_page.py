"""Pieces of the ticket's page: comments, lines of its history and blank forms, from templates that are drawn once for
all that look alike."""

from django import template
from django.conf import settings
from django.middleware.csrf import get_token
from django.template.loader import get_template
from django.utils.translation import gettext

from tickets.forms import CommentForm, PersonForm
from ticketsite.kit.addresses import address
from ticketsite.kit.drawn import Drawn
from ticketsite.kit.pieces import drawn_piece, duration, when

register = template.Library()


def blank_form(may_note):
    return {"form": CommentForm(may_note=may_note), "file_max_mb": settings.FILE_MAX_MB}


def blank_dialog():
    words = {"label": gettext("Add a follower"), "button": gettext("Add")}
    return words | {"icon": "person-plus", "small": True, "form": PersonForm(auto_id="follower_%s")}


FORM = Drawn("tickets/_ticket_comment_form.html", blank_form)
DIALOG = Drawn("kit/_dialog_verb.html", blank_dialog)
COMMENT = Drawn("tickets/_ticket_comment.html")
EVENT = Drawn("tickets/_ticket_event.html")


@register.simple_tag(takes_context=True)
def ticket_comment(context, entry):
    """An `Entry` that is a comment, with its files and the buttons of the reader."""
    comment = entry.comment
    author = str(comment.author)
    return COMMENT.fill(
        {
            "number": str(comment.pk),
            "author": author,
            "avatar": drawn_piece("kit/_avatar.html", person=author),
            "deleted_by": str(comment.deleted_by or ""),
            "at": when(comment.deleted_at or comment.created_at),
            "took": "" if comment.is_plain else duration(entry.took),
            "body": comment.html if comment.body else "",
            "files": files_of(entry),
            "edit_url": address("tickets:comment_edit", comment.pk),
            "delete_url": address("tickets:comment_delete", comment.pk),
            "csrf_token": get_token(context["request"]) if entry.may_delete else "",
        },
        is_deleted=comment.is_deleted,
        is_internal=comment.is_internal,
        is_plain=comment.is_plain,
        is_edited=bool(comment.edited_at),
        has_body=bool(comment.body),
        may_edit=entry.may_edit,
        may_delete=entry.may_delete,
    )


def files_of(entry):
    """Their names differ in number, so they are drawn each time; most comments have none."""
    if not entry.files:
        return ""
    files = {"files": entry.files, "is_alone": not entry.comment.body}
    return get_template("tickets/_ticket_comment_files.html").render(files)


@register.simple_tag
def ticket_event(line):
    """A line of `tickets/history.py`."""
    return EVENT.fill(
        {
            "number": str(line.event.pk),
            "actor": str(line.actor or ""),
            "sentence": line.sentence,
            "at": when(line.at),
            "reason": line.reason,
        },
        icon_name=line.icon,
        has_actor=bool(line.actor),
        has_reason=bool(line.reason),
    )


@register.simple_tag(takes_context=True)
def comment_form(context, ticket, may_note):
    """To write the next comment, with nothing in it."""
    words = {
        "csrf_token": get_token(context["request"]),
        "comment_url": address("tickets:comment", ticket.pk),
        "mentions_url": address("tickets:mentionable", ticket.pk),
    }
    return FORM.fill(words, may_note=bool(may_note))


@register.simple_tag(takes_context=True)
def follower_dialog(context, ticket):
    return DIALOG.fill(
        {"csrf_token": get_token(context["request"]), "url": address("tickets:add_follower", ticket.pk)}
    )
