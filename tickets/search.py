"""Which of these tickets speak of these words: title, text, answers, and the comments this person may read."""

import re

from django.db.models import Exists, OuterRef, Q

from tickets.models import Answer, Comment, Ticket

NUMBER = re.compile(r"#?\s?([0-9]{1,18})", re.ASCII)


def search(queryset, user, words):
    """Those that contain every word, each of them anywhere."""
    comments = readable_comments(user)
    for word in words.split():
        queryset = queryset.filter(
            Q(title__icontains=word)
            | Q(description__icontains=word)
            | Exists(Answer.objects.filter(ticket=OuterRef("pk"), value__icontains=word))
            | Exists(comments.filter(ticket=OuterRef("pk"), body__icontains=word))
        )
    return queryset


def readable_comments(user):
    """Of tickets that the person sees: what is public, and internal notes where they may work."""
    return Comment.objects.filter(
        Q(is_internal=False) | Q(ticket__in=Ticket.objects.workable_by(user).values("pk")), deleted_at=None
    )


def number_in(words):
    """The ticket number that "#12" or "12" names, or None."""
    match = NUMBER.fullmatch(words.strip())
    return int(match[1]) if match else None
