"""What an approver reads of changes since the last decision."""

from approvals.changes import changes_since
from approvals.models import Decision
from tickets.models import Ticket


def test_before_the_first_decision_there_is_nothing_to_compare(ask_for, by_both, hugo):
    assert changes_since(ask_for(by_both), hugo) is None


def test_the_next_approver_compares_nothing_with_what_was_just_approved(ask_for, by_both, approve, hugo, ida):
    ticket = ask_for(by_both)
    approve(ticket, by=hugo)
    assert changes_since(Ticket.objects.get(pk=ticket.pk), ida) is None


def test_after_a_question_nothing_has_changed_until_it_is_edited(ask_for, by_both, ana, hugo):
    ticket = ask_for(by_both)
    Decision.objects.ask(ticket, by=hugo, comment="Which size?", seen=ticket.content_hash)
    assert changes_since(ticket, hugo) == []
    ticket.edit(by=ana, revision=ticket.revision, title="A second screen, 27 inches", description="")
    assert len(changes_since(ticket, hugo)) == 1
