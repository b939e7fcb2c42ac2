"""What a decision is given for: the words, category, answers and files of a ticket, as one hash."""

import hashlib
import json
from decimal import Decimal

from django.utils.translation import gettext

from tickets.models.question import Kind
from ticketsite.kit.refusals import Refused


def fingerprint(title, description, category, attempt, files=(), answers=()):
    """Hash of what an approver decides on; `files` are (sha256, name), `answers` (label, value) pairs."""
    content = [title, description, category, attempt, sorted(map(list, files)), list(map(list, answers))]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


class Content:
    def fingerprint(self):
        """The hash of this ticket as it stands; comments and their files are not part of it."""
        files = self.files.of_the_request().values_list("sha256", "name")
        answers = self.answers.order_by("position", "pk").values_list("label", "value")
        return fingerprint(self.title, self.description, self.category_id, self.attempt, files, answers)

    def fingerprint_of_words(self):
        """The same before it has answers or files."""
        return fingerprint(self.title, self.description, self.category_id, self.attempt)

    def seal(self):
        """Bring `content_hash` up to date; the verbs that touch the content call it. True if it changed."""
        now = self.fingerprint()
        if now == self.content_hash:
            return False
        self.change(content_hash=now)
        return True

    def answers_by_label(self):
        """{label: value}, as events keep them."""
        return dict(self.answers.values_list("label", "value"))

    def write_answers(self, answers):
        """Replace the answers by {question: value}; a value of None or "" is no answer.

        Answers to questions that are asked no more stay.
        """
        self.answers.exclude(question=None).delete()
        for question, value in answers.items():
            if question.category_id != self.category_id:
                raise Refused(gettext("These questions belong to another category."))
            if value not in (None, ""):
                self.answers.create(
                    question=question,
                    position=question.position,
                    label=question.label,
                    kind=question.kind,
                    value=as_text(question.kind, value),
                )


def as_text(kind, value):
    """How an answer is stored: ISO dates, plain numbers, yes or no, else the text."""
    if kind == Kind.YES_NO:
        return "yes" if value in (True, "yes") else "no"
    if kind == Kind.DATE and hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)
