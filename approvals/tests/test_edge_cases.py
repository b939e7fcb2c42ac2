"""The edge cases of approvals, a sentence each."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Absence, Department, Role, User
from approvals import mandates
from approvals.models import Decision
from approvals.verdicts import Verdict
from groups.events import Event, Verb
from tickets.models import Approver, Step, Ticket
from tickets.statuses import STEPS, Status
from ticketsite.kit.refusals import Refused


def names(ticket):
    """Who may decide now, each as `who` or `who for whom`; proves that the inbox says the same."""
    step = mandates.next_step(ticket)

    found = mandates.deciders(step, ticket) if step else {}
    for user in User.objects.active():
        waits = mandates.waiting_for(user).filter(pk=ticket.pk).exists()
        assert waits == (user.pk in found), user
        assert (mandates.mandate_of(user, ticket) is not None) == waits, user
    people = {user.pk: user.username for user in User.objects.all()}
    return {people[who] + (f" for {people[whom]}" if whom else "") for who, whom in found.items()}


def away(person, substitute):
    today = timezone.localdate()
    return Absence.objects.announce(person, substitute, today, today + dt.timedelta(days=3), by=person)


def status_of(ticket):
    return Ticket.objects.get(pk=ticket.pk).status


def test_requester_is_the_hod_with_a_later_step(ask_for, by_both, hugo, ida):
    """The requester is the HOD, with a later step: theirs is passed over."""
    ticket = ask_for(by_both, by=hugo)
    assert names(ticket) == {"ida"}


def test_requester_is_the_hod_without_a_later_step(ask_for, by_hod, hugo, henri, ida):
    """The requester is the HOD, without a later step: another HOD of the department decides."""
    ticket = ask_for(by_hod, by=hugo)
    assert names(ticket) == {"henri"}


def test_requester_is_the_only_hod(ask_for, by_hod, hugo, ida):
    """The requester is the only HOD: the step goes up to the IT Heads."""
    assert names(ask_for(by_hod, by=hugo)) == {"ida"}


def test_requester_is_the_only_it_head(ask_for, by_it_head, ida, ada):
    """The requester is the only IT Head: the step goes up to the Admins."""
    assert names(ask_for(by_it_head, by=ida)) == {"ada"}


def test_requester_is_the_only_admin(ask_for, by_it_head, ada):
    """The requester is the only Admin, and there is no IT Head: nobody is left, it stays pending."""
    ticket = ask_for(by_it_head, by=ada)
    assert names(ticket) == set()
    assert status_of(ticket) == Status.PENDING


def test_no_hod_in_the_department(ask_for, by_hod, ida):
    """No HOD in the department: the step goes up."""
    assert names(ask_for(by_hod)) == {"ida"}


def test_no_department(ask_for, by_hod, tom, hugo, make_user, ida):
    """No department: the step goes up, and heads without a department do not count."""
    make_user("hector", role=Role.HOD)
    assert names(ask_for(by_hod, by=tom)) == {"ida"}


def test_the_second_of_two_hods_is_told_who_decided(ask_for, by_hod, hugo, henri, approve):
    """Two HODs: the first valid decision wins, the second person is told who decided."""
    ticket = ask_for(by_hod)
    approve(ticket, hugo)

    with pytest.raises(Refused, match="Hugo has approved it already"):
        approve(ticket, henri)
    assert Decision.objects.of(ticket).count() == 1


def test_the_same_person_stands_for_two_steps(ask_for, make_category, hugo, approve):
    """The same person stands for two steps: they decide once for the same content."""
    ticket = ask_for(make_category("Twice", Approver.HOD, hugo))

    approve(ticket, hugo)

    assert [d.approver for d in Decision.objects.of(ticket)] == [Approver.HOD, Approver.PERSON]
    assert status_of(ticket) == Status.OPEN


def test_the_substitute_decides_and_history_names_both(ask_for, by_hod, hugo, ben, approve):
    """The approver is away: the substitute decides, and history names both."""
    ticket = ask_for(by_hod)
    away(hugo, ben)
    assert names(ticket) == {"hugo", "ben for hugo"}

    approve(ticket, ben)

    decision = Decision.objects.of(ticket).get()
    assert (decision.by, decision.on_behalf_of) == (ben, hugo)
    event = Event.objects.of(ticket).get(verb=Verb.DECIDED)
    assert (event.actor, event.details["on_behalf_of"]) == (ben, hugo.pk)


def test_a_chain_of_three(ask_for, by_hod, hugo, ben, mia, zoe, tom):
    """A chain of three substitutes holds, a fourth does not."""
    for absent, substitute in ((hugo, ben), (ben, mia), (mia, zoe), (zoe, tom)):
        away(absent, substitute)
    assert names(ask_for(by_hod)) == {"hugo", "ben for hugo", "mia for hugo", "zoe for hugo"}


def test_a_circle_of_substitutes(ask_for, by_hod, hugo, ben):
    """A circle of substitutes is ignored."""
    away(hugo, ben)
    away(ben, hugo)
    assert names(ask_for(by_hod)) == {"hugo", "ben for hugo"}


def test_the_substitute_is_the_requester(ask_for, by_hod, hugo, ana):
    """The substitute is the requester: they do not decide on their own ticket."""
    away(hugo, ana)
    assert names(ask_for(by_hod)) == {"hugo"}


def test_the_substitute_of_the_requester_does_not_decide_for_them(ask_for, by_hod, hugo, ben, ida):
    """The requester is the approver and away: their substitute does not decide on their behalf."""
    away(hugo, ben)
    assert names(ask_for(by_hod, by=hugo)) == {"ida"}


def test_the_approver_is_deactivated(ask_for, by_hod, hugo, ida):
    """The approver is deactivated while the step waits."""
    ticket = ask_for(by_hod)
    hugo.is_active = False
    hugo.save()
    assert names(ticket) == {"ida"}


def test_the_approver_loses_the_role(ask_for, by_hod, hugo, ida):
    """The approver loses the role while the step waits."""
    ticket = ask_for(by_hod)
    hugo.role = Role.USER
    hugo.save()
    assert names(ticket) == {"ida"}


def test_the_approver_moves_department(ask_for, by_hod, hugo, henri):
    """The approver moves department while the step waits."""
    ticket = ask_for(by_hod)
    hugo.department = Department.objects.create(name="Logistics")
    hugo.save()
    assert names(ticket) == {"henri"}


def test_the_requester_moves_department(ask_for, by_hod, hugo, ana):
    """The requester moves department while it waits: the department at opening counts."""
    ticket = ask_for(by_hod)
    ana.department = Department.objects.create(name="Logistics")
    ana.save()
    assert names(ticket) == {"hugo"}


def test_the_category_changes_to_another_route(ask_for, by_both, by_it_head, hugo, ida, ana, approve):
    """The category changes to one with another route: it is decided anew by that route."""
    ticket = ask_for(by_both)
    approve(ticket, hugo)
    ticket.recategorise(by_it_head, by=ana)
    assert names(ticket) == {"ida"}


def test_the_category_changes_to_one_with_the_same_first_step(ask_for, by_both, by_hod, hugo, ana, approve):
    """The category changes to one with the same first step: that step is decided again."""
    ticket = ask_for(by_both)
    approve(ticket, hugo)
    ticket.recategorise(by_hod, by=ana)
    assert names(ticket) == {"hugo"}


def test_the_requester_cannot_change_it_to_a_direct_category(ask_for, by_hod, direct, ana):
    """The category changes to a direct one, by the requester: refused."""
    ticket = ask_for(by_hod)
    with pytest.raises(Refused, match="out of its approvals"):
        ticket.recategorise(direct, by=ana)
    assert status_of(ticket) == Status.PENDING


def test_triage_changes_it_to_a_direct_category_with_a_reason(ask_for, by_hod, direct, dora):
    """The category changes to a direct one, by triage: allowed with a reason."""
    ticket = ask_for(by_hod)
    with pytest.raises(Refused, match="Say why"):
        ticket.recategorise(direct, by=dora)

    ticket.recategorise(direct, by=dora, reason="It is only a mouse.")

    assert status_of(ticket) == Status.OPEN
    assert Event.objects.of(ticket).get(verb=Verb.RECATEGORISED).details["reason"] == "It is only a mouse."


@pytest.mark.parametrize("change", ("title", "description", "file"))
def test_content_changes_after_the_first_of_two_approvals(ask_for, by_both, hugo, ida, ana, approve, change):
    """Title, description or a file changes after the first of two approvals: the first decides again."""
    ticket = ask_for(by_both)
    approve(ticket, hugo)
    assert names(ticket) == {"ida"}
    words = {"title": ticket.title, "description": ticket.description}
    if change == "file":
        words["files"] = [SimpleUploadedFile("offer.txt", b"two screens")]
    else:
        words[change] = "Two screens"

    ticket.edit(by=ana, revision=ticket.revision, **words)

    assert names(ticket) == {"hugo"}


def test_a_comment_or_the_priority_changes_nothing(ask_for, by_both, hugo, ana, dora, approve):
    """A comment or the priority changes: nothing."""
    ticket = ask_for(by_both)
    approve(ticket, hugo)
    ticket.comment(by=ana, body="Please.", files=[SimpleUploadedFile("a.txt", b"a")])
    ticket.set_priority(0, by=dora)
    assert [step.approver for step in mandates.open_steps(ticket)] == [Approver.IT_HEAD]


def test_an_approved_ticket_that_is_edited_goes_round_again(ask_for, by_hod, hugo, ana, approve):
    """Words that change after the last approval are words nobody approved."""
    ticket = ask_for(by_hod)
    approve(ticket, hugo)
    ticket.edit(by=ana, revision=ticket.revision, title="A car", description="")
    assert status_of(ticket) == Status.PENDING


def test_rejected_edited_resubmitted(ask_for, by_hod, hugo, ana, approve):
    """Rejected, edited, resubmitted: a new attempt, decided from the start."""
    ticket = ask_for(by_hod)
    Decision.objects.reject(ticket, by=hugo, seen=ticket.content_hash, comment="Too dear.")
    assert status_of(ticket) == Status.REJECTED
    ticket.edit(by=ana, revision=ticket.revision, title="A cheap screen", description="")

    ticket.resubmit(by=ana)

    assert (status_of(ticket), ticket.attempt, names(ticket)) == (Status.PENDING, 2, {"hugo"})


def test_resubmitted_after_its_category_needs_no_approval_any_more(ask_for, by_hod, hugo, ana):
    """Rejected, and the route is gone when it is asked again: it goes straight to the waiting list."""
    ticket = ask_for(by_hod)
    Decision.objects.reject(ticket, by=hugo, seen=ticket.content_hash, comment="No.")
    by_hod.route = None
    by_hod.save()

    ticket.resubmit(by=ana)

    assert status_of(ticket) == Status.OPEN
    assert Status.OPEN in STEPS[Status.REJECTED]


def test_resubmitted_unchanged_and_a_fourth_time(ask_for, by_hod, hugo, ana, approve):
    """Resubmitted unchanged, and a fourth time: each attempt is decided by itself."""
    ticket = ask_for(by_hod)
    for attempt in (1, 2, 3):
        assert ticket.attempt == attempt
        Decision.objects.reject(ticket, by=hugo, seen=ticket.content_hash, comment="No.")
        ticket.resubmit(by=ana)
    approve(ticket, hugo)
    assert (status_of(ticket), ticket.attempt) == (Status.OPEN, 4)


def test_withdrawn_while_waiting(ask_for, by_hod, hugo, ana, approve):
    """Withdrawn while waiting: nobody decides any more."""
    ticket = ask_for(by_hod)
    ticket.withdraw(by=ana)
    with pytest.raises(Refused, match="nothing for you to decide"):
        approve(ticket, hugo)
    assert names(ticket) == set()


def test_claim_resolve_and_move_are_refused_while_waiting(ask_for, by_hod, tess, dora, ana, everyone):
    """Claim, resolve, assign, move while waiting: refused."""
    ticket = ask_for(by_hod)
    for act in (
        lambda: ticket.claim(by=tess),
        lambda: ticket.claim(by=dora),
        lambda: ticket.resolve(by=dora),
        lambda: ticket.assign(tess, by=dora),
        lambda: ticket.move(everyone, by=ana),
        lambda: ticket.move(everyone, by=dora),
    ):
        with pytest.raises(Refused):
            act()
    assert status_of(ticket) == Status.PENDING


@pytest.mark.parametrize(
    "verb, typed",
    (
        ("claim", {}),
        ("resolve", {"solution": "Done."}),
        ("assign", {"to": "tess"}),
        ("move", {"to": "everyone"}),
        ("wait", {}),
        ("drop", {}),
        ("close", {}),
        ("reopen", {}),
    ),
)
def test_no_address_gets_a_waiting_ticket_past_its_approvals(
    client, ask_for, by_hod, everyone, tess, dora, ida, ana, verb, typed
):
    """Claim, resolve, move by URL while waiting: refused; there is no address that merges."""
    ticket = ask_for(by_hod)
    typed = typed | ({"to": everyone.pk} if verb == "move" else {})
    for person in (ana, tess, dora, ida):
        client.force_login(person)
        client.post(reverse(f"tickets:{verb}", args=[ticket.pk]), typed)
        client.post(reverse("tickets:bulk"), {"act": verb, "ticket": [ticket.pk], "answered": "1", **typed})
        assert client.post(f"{ticket.get_absolute_url()}merge/", {"into": ticket.pk}).status_code == 404

    assert [event.verb for event in Event.objects.of(ticket)] == [Verb.OPENED]
    assert (status_of(ticket), Ticket.objects.get().group) == (Status.PENDING, by_hod.group)


def test_the_route_is_edited_while_tickets_wait(ask_for, by_both, hugo, ida, dora, approve):
    """The route is edited while tickets wait: they follow the new one, and pass when nothing is left."""
    ticket = ask_for(by_both)
    approve(ticket, hugo)
    by_both.route.steps.get(approver=Approver.IT_HEAD).delete()
    assert mandates.settle(Ticket.objects.all(), by=dora) == 1
    assert status_of(ticket) == Status.OPEN

    other = ask_for(by_both)
    Step.objects.create(route=by_both.route, position=0, approver=Approver.IT_HEAD)
    assert names(other) == {"ida"}


def test_the_desk_is_closed_while_tickets_wait(ask_for, by_hod, hugo, dora, tess, approve):
    """The desk is closed while tickets wait: what was asked is still decided and worked off."""
    ticket = ask_for(by_hod)
    ticket.group.close(by=dora)
    approve(ticket, hugo)
    ticket.claim(by=tess)
    assert status_of(ticket) == Status.IN_PROGRESS


def test_a_decision_on_content_that_changed_is_refused(ask_for, by_hod, hugo, ana):
    """A decision after the content changed is refused: it is bound to what was read."""
    ticket = ask_for(by_hod)
    seen = ticket.content_hash
    ticket.edit(by=ana, revision=ticket.revision, title="Ten screens", description="")
    with pytest.raises(Refused, match="changed since"):
        Decision.objects.approve(ticket, by=hugo, seen=seen)


def test_asking_keeps_it_waiting_and_needs_words(ask_for, by_hod, hugo):
    """Asking for more keeps the ticket pending; asking and rejecting need a comment."""
    ticket = ask_for(by_hod)
    for verb in (Decision.objects.ask, Decision.objects.reject):
        with pytest.raises(Refused, match="Say "):
            verb(ticket, by=hugo, seen=ticket.content_hash, comment=" ")
    Decision.objects.ask(ticket, by=hugo, seen=ticket.content_hash, comment="Which size?")
    assert (status_of(ticket), names(ticket)) == (Status.PENDING, {"hugo"})


def test_whoever_decided_keeps_reading_it(ask_for, make_category, zoe, approve):
    """An approver sees the ticket while asked, and whoever decided keeps reading it; a stranger does not."""
    ticket = ask_for(make_category("Special", zoe))
    sees = Ticket.objects.visible_to(zoe).filter(pk=ticket.pk)
    assert sees.exists()
    approve(ticket, zoe)
    assert sees.exists()
    assert not Ticket.objects.workable_by(zoe).exists()


def test_decisions_are_append_only(ask_for, by_hod, hugo, approve):
    """Decisions are never edited."""
    ticket = ask_for(by_hod)
    approve(ticket, hugo)
    decision = Decision.objects.get()
    decision.verdict = Verdict.REJECT
    for act in (decision.save, Decision.objects.all().delete, lambda: Decision.objects.update(comment="")):
        with pytest.raises(TypeError, match="append-only"):
            act()
