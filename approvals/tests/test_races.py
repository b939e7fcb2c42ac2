"""Two approvers at the same moment: one decides, the other is told who did."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from approvals.models import Decision
from tickets.models import Attachment, Ticket
from tickets.statuses import Status
from ticketsite.kit.refusals import Refused
from ticketsite.testing import at_once


@pytest.mark.django_db(transaction=True)
def test_two_heads_decide_at_the_same_moment(ask_for, by_hod, hugo, henri):
    """Two HODs decide at the same moment: one wins, the other is told who did."""
    ticket = ask_for(by_hod)

    def deciding(verb, person):
        def act():
            own = Ticket.objects.get(pk=ticket.pk)
            try:
                getattr(Decision.objects, verb)(own, by=person, seen=own.content_hash, comment="Because.")
            except Refused as refusal:
                return str(refusal)
            return "decided"

        return act

    answers = at_once(deciding("approve", hugo), deciding("reject", henri))

    decision = Decision.objects.get()
    assert sorted(answers) == sorted(["decided", decision.sentence])
    expected = Status.OPEN if decision.by == hugo else Status.REJECTED
    assert Ticket.objects.get(pk=ticket.pk).status == expected


@pytest.mark.django_db(transaction=True)
def test_an_edit_and_an_approval_at_the_same_moment(ask_for, by_hod, hugo, ana):
    """Whatever comes first: nothing is open that was not approved as it stands."""
    ticket = ask_for(by_hod)
    seen = ticket.content_hash

    def approving():
        try:
            Decision.objects.approve(Ticket.objects.get(pk=ticket.pk), by=hugo, seen=seen)
        except Refused:
            return "refused"
        return "approved"

    def editing():
        Ticket.objects.get(pk=ticket.pk).edit(by=ana, revision=1, title="Ten screens", description="")
        return "edited"

    answers = at_once(approving, editing)

    assert answers in (["approved", "edited"], ["refused", "edited"])
    assert Ticket.objects.get(pk=ticket.pk).status == Status.PENDING


@pytest.mark.django_db(transaction=True)
def test_a_file_taken_off_and_an_approval_at_the_same_moment(ask_for, by_hod, hugo, ana):
    """Whatever comes first: nothing is open with other files than were approved."""
    ticket = ask_for(by_hod, files=[SimpleUploadedFile("offers.txt", b"Three offers")])
    offers, seen = Attachment.objects.get(), ticket.content_hash

    def approving():
        try:
            Decision.objects.approve(Ticket.objects.get(pk=ticket.pk), by=hugo, seen=seen)
        except Refused:
            return "refused"
        return "approved"

    def removing():
        Attachment.objects.get(pk=offers.pk).remove(by=ana)
        return "removed"

    answers = at_once(approving, removing)

    assert answers in (["approved", "removed"], ["refused", "removed"])
    assert Ticket.objects.get(pk=ticket.pk).status == Status.PENDING
