"""Ways by which a requester could get round an approval, and ways a ticket could wait for nobody."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Absence
from approvals import mandates
from groups.models import Project
from tickets.models import Approver, Ticket
from tickets.statuses import Status
from ticketsite.kit.refusals import Refused


@pytest.fixture
def approved(ask_for, by_hod, hugo, approve):
    ticket = ask_for(by_hod, files=[SimpleUploadedFile("offer.txt", b"100")])
    approve(ticket, hugo)
    ticket.refresh_from_db()
    return ticket


def away(person, substitute):
    today = timezone.localdate()
    Absence.objects.announce(person, substitute, today, today, by=person)


def test_words_changed_and_changed_back_are_decided_again(approved, ana):
    approved.edit(by=ana, revision=approved.revision, title="Two screens", description="")
    approved.edit(by=ana, revision=approved.revision, title="A second screen", description="")

    assert approved.status == Status.PENDING
    assert mandates.next_step(approved).approver == Approver.HOD


def test_a_category_changed_and_changed_back_is_decided_again(approved, by_hod, by_it_head, ana):
    approved.recategorise(by_it_head, by=ana)
    approved.recategorise(by_hod, by=ana)

    assert approved.status == Status.PENDING
    assert mandates.next_step(approved).approver == Approver.HOD


def test_the_requester_moves_no_approved_ticket_out_of_its_approvals(approved, everyone, ana):
    with pytest.raises(Refused, match="out of its approvals"):
        approved.move(everyone, by=ana)


def test_the_requester_moves_nothing_past_the_catalogue_of_a_desk(by_hod, everyone, ana):
    ticket = Ticket.objects.open(by=ana, group=everyone, title="A second screen")

    with pytest.raises(Refused, match="raise a new one there"):
        ticket.move(by_hod.group, by=ana)


def test_who_leads_the_desk_takes_no_ticket_of_their_own_out_of_approvals(ask_for, by_hod, direct, dora):
    ticket = ask_for(by_hod, by=dora)

    with pytest.raises(Refused, match="out of its approvals"):
        ticket.recategorise(direct, by=dora, reason="It is urgent.")


def test_whom_the_requester_named_as_substitute_decides_for_nobody(ask_for, by_hod, hugo, ana, zoe):
    away(hugo, ana)
    away(ana, zoe)
    ticket = ask_for(by_hod)

    assert mandates.mandate_of(zoe, ticket) is None
    assert list(mandates.waiting_for(zoe)) == []
    assert not ticket.is_visible_to(zoe)


def test_the_same_substitute_decides_what_others_ask_for(ask_for, by_hod, hugo, ana, finance, make_user, zoe):
    away(hugo, ana)
    away(ana, zoe)
    ticket = ask_for(by_hod, by=make_user("otto", department=finance))

    assert mandates.mandate_of(zoe, ticket).on_behalf_of == hugo
    assert list(mandates.waiting_for(zoe)) == [ticket]


def test_another_project_is_asked_of_its_own_manager(ask_for, make_category, it_desk, dora, ana, approve):
    category = make_category("Build", Approver.PROJECT_MANAGER, Approver.IT_HEAD)
    here = Project.objects.start(by=dora, group=it_desk, name="Here")
    there = Project.objects.start(by=dora, group=it_desk, name="There")
    ticket = ask_for(category, project=here)
    approve(ticket, dora)
    ticket.refresh_from_db()

    ticket.put_in_project(there, by=ana)

    assert mandates.next_step(ticket).approver == Approver.PROJECT_MANAGER


def test_whoever_followed_before_deciding_keeps_reading_it(ask_for, make_category, zoe, approve):
    ticket = ask_for(make_category("Named", zoe))
    ticket.follow(by=zoe)

    approve(ticket, zoe)

    assert ticket.is_visible_to(zoe)


def test_a_ticket_in_the_bin_passes_with_the_others_when_its_route_goes(ask_for, by_hod, ana, dora):
    ticket = ask_for(by_hod)
    ticket.bin(by=ana)
    by_hod.route = None
    by_hod.save()

    assert mandates.settle(Ticket.objects.filter(category=by_hod), by=dora) == 1

    ticket.restore(by=dora)
    assert ticket.status == Status.OPEN


def test_what_was_withdrawn_meanwhile_does_not_pass_when_its_route_goes(ask_for, by_hod, ana, dora):
    ticket = ask_for(by_hod)
    by_hod.route.steps.all().delete()
    ticket.withdraw(by=ana)

    assert mandates.settle(Ticket.objects.filter(category=by_hod), by=dora) == 0


def test_a_substitute_finds_in_the_lists_what_they_are_asked_to_decide(client, ask_for, by_hod, hugo, zoe):
    ticket = ask_for(by_hod)
    away(hugo, zoe)
    client.force_login(zoe)

    pages = [client.get(address).content.decode() for address in ("/tickets/", "/tickets/?status=pending")]

    assert all(ticket.title in page for page in pages)
    assert client.get(ticket.get_absolute_url()).status_code == 200
