"""A mail as it goes out: made at the last moment, in the reader's language, from what they may still see."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import Signer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.time_zones import zone_of
from groups.events import Verb
from notifications.audience import may_hear, target_of
from notifications.models import Notification
from notifications.models.mail import Kind
from notifications.outbox import thread_id
from notifications.sentences import lines_of, why
from notifications.topics import Topic
from tickets.models import Comment
from tickets.statuses import Status
from ticketsite.kit.text import clean_text

QUOTED = 1500
WITH_A_COMMENT = (Verb.RESOLVED, Verb.REOPENED, Verb.SET_WAITING)
STYLES = Path(__file__).with_name("mail.css")


@dataclass
class Piece:
    """One line of news in a mail: who, what, the words of a comment, and why it is told."""

    actor: str
    sentence: str
    words: str
    at: object
    why: str
    topic: str
    address: str
    title: str


def compose(mail):
    """The message to send, or None when there is nothing left to say."""
    if mail.kind == Kind.ACCOUNT:
        return _account_message(mail)
    person = mail.person
    if not person.is_active or not person.email:
        return None
    news = list(
        mail.news.filter(read_at=None)
        .select_related("event__actor", "event__group", "ticket__group", "person")
        .order_by("event_id")
    )
    language = person.language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(zone_of(person)):
        heard = [item for item in news if _still_theirs(item, person) and not _comes_with_a_verb(item)]
        pieces = [_piece(line) for line in lines_of(heard, person)]
        return _message(mail, pieces) if pieces else None


def _still_theirs(news, person):
    target = target_of(news.event)
    return target is not None and may_hear(person, news.event, target)


def _comes_with_a_verb(news):
    """A solution, a question, a reason for reopening: said by the mail about what was done, and only there."""
    if news.event.verb != Verb.COMMENTED:
        return False
    told = Notification.objects.filter(person=news.person_id, ticket=news.ticket_id, mails__isnull=False)
    comment = news.event.details.get("comment")
    return told.filter(event__verb__in=WITH_A_COMMENT, event__details__comment=comment).exists()


def _piece(line):
    target = target_of(line.news.event)
    return Piece(
        actor=str(line.actor or settings.SITE_NAME),
        sentence=line.sentence,
        words=_words(line.news.event, target),
        at=line.at,
        why=why(line.news),
        topic=line.news.topic,
        address=settings.SITE_URL + _address(line.news, target),
        title=str(target),
    )


def _address(news, target):
    """Where it is read; where a decision is taken, bound to the request as it stands now."""
    if news.topic == Topic.DECISION and target.status == Status.PENDING:
        return f"{reverse('approvals:decide', args=[target.pk])}?seen={target.content_hash}"
    return target.get_absolute_url()


def _words(event, target):
    """What was said: the comment (a decision keeps its own words), the reason, or what the ticket is about."""
    said = event.details.get("comment")
    if isinstance(said, int):
        comment = Comment.objects.filter(pk=said, deleted_at=None).first()
        said = comment.body if comment else ""
    text = said or event.details.get("reason") or ""
    if event.verb in (Verb.OPENED, Verb.RESUBMITTED):
        text = target.description
    return text if len(text) <= QUOTED else text[:QUOTED] + " …"


def _message(mail, pieces):
    topics = dict.fromkeys(piece.topic for piece in pieces)
    unsubscribe = settings.SITE_URL + reverse(
        "notifications:unsubscribe", kwargs={"token": unsubscribe_token(mail.person, topics)}
    )
    context = {
        "pieces": pieces,
        "ticket": mail.ticket,
        "address": pieces[0].address,
        "is_digest": mail.kind == Kind.DIGEST,
        "one_reason": pieces[0].why if len({piece.why for piece in pieces}) == 1 else "",
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "choices": settings.SITE_URL + reverse("notifications:choices"),
        "unsubscribe": unsubscribe,
    }
    message = EmailMultiAlternatives(
        subject=_subject(mail, pieces),
        body=render_to_string("notifications/mail/news.txt", context),
        to=[mail.to],
        headers=_headers(mail, unsubscribe),
    )
    message.attach_alternative(
        _with_inline_styles(render_to_string("notifications/mail/news.html", context)), "text/html"
    )
    return message


def _subject(mail, pieces):
    """One line, whatever an import brought in: a newline would end the head, and no server takes it."""
    return " ".join(clean_text(_words_of_subject(mail, pieces)).split())


def _words_of_subject(mail, pieces):
    if mail.kind == Kind.DIGEST:
        return _("%(site)s: what happened") % {"site": settings.SITE_NAME}
    if mail.ticket_id:
        return f"[#{mail.ticket_id}] {mail.ticket.title}"
    return f"{pieces[0].actor} {pieces[0].sentence}"


def _headers(mail, unsubscribe):
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    group = mail.ticket.group if mail.ticket_id else None
    name = f"group-{group.pk}" if group else "news"
    headers["List-Id"] = f"<{name}.{settings.MAIL_DOMAIN}>"
    if mail.ticket_id:
        headers["In-Reply-To"] = headers["References"] = thread_id(mail.ticket)
    headers["List-Unsubscribe"] = f"<{unsubscribe}>"
    headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _account_message(mail):
    facts = mail.details
    message = EmailMultiAlternatives(
        subject=facts.get("subject", ""),
        body=facts.get("text", ""),
        from_email=facts.get("from") or None,
        to=[mail.to],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )
    if facts.get("html"):
        message.attach_alternative(facts["html"], "text/html")
    return message


def _with_inline_styles(html):
    import css_inline

    return css_inline.inline(html, extra_css=STYLES.read_text(), load_remote_stylesheets=False)


def unsubscribe_token(person, topics):
    """Names exactly the rules that sent a mail: this person, these topics."""
    return Signer(salt="unsubscribe").sign("-".join([str(person.pk), *topics]))


def rules_of(token):
    """(person, topics) of a token; raises BadSignature or User.DoesNotExist."""
    person, *topics = Signer(salt="unsubscribe").unsign(token).split("-")
    return User.objects.get(pk=person), [Topic(topic) for topic in topics]
