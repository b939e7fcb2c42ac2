"""Tickets in the back office: what each sees, and the same verbs for many at once."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Absence
from groups.events import Event, Verb
from tickets.models import Ticket
from tickets.statuses import Priority, Status

LIST = reverse("admin:tickets_ticket_changelist")


def change(ticket):
    return reverse("admin:tickets_ticket_change", args=[ticket.pk])


def listed(client, query=""):
    return [ticket.pk for ticket in client.get(LIST + query).context["cl"].result_list]


def do(client, action, *tickets, **answers):
    data = {"action": action, "_selected_action": [ticket.pk for ticket in tickets], **answers}
    return client.post(LIST, data, follow=True)


def told(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def at_desk(open_ticket, it_desk):
    return lambda **fields: open_ticket(group=it_desk, **fields)


def test_the_list_is_what_the_site_shows(client, open_ticket, at_desk, ana, zoe, tess, hugo, ida, ada):
    own, desk, foreign = open_ticket(), at_desk(), at_desk(by=zoe)

    for person in (tess, hugo, ida, ada):
        client.force_login(person)
        assert set(listed(client)) == set(Ticket.objects.visible_to(person).values_list("pk", flat=True))
    client.force_login(hugo)
    assert listed(client) == [desk.pk]
    assert client.get(change(foreign)).status_code == client.get(change(own)).status_code == 404


def test_claiming_many_says_what_was_done_and_what_was_not(client, at_desk, tess, theo):
    first, second, taken = at_desk(title="One"), at_desk(title="Two"), at_desk(title="Three")
    client.force_login(tess)
    client.get(LIST)
    second.claim(by=tess)

    answer = do(client, "claim_selected", first, second)

    assert told(answer) == [
        f"#{second.pk} Two: You work on this ticket already.",
        f"Done: #{first.pk} One",
    ]
    assert Ticket.objects.get(pk=first.pk).assignee == tess
    assert [e.verb for e in Event.objects.of(first)] == [Verb.OPENED, Verb.CLAIMED]
    assert Ticket.objects.get(pk=taken.pk).status == Status.OPEN


def test_an_action_does_not_reach_what_the_list_does_not_hold(client, at_desk, open_ticket, zoe, hugo):
    foreign, team = at_desk(by=zoe), open_ticket()
    client.force_login(hugo)

    do(client, "claim_selected", foreign, team)

    assert Ticket.objects.filter(status=Status.OPEN).count() == 2


def test_assigning_many_asks_to_whom_and_names_how_much_each_holds(client, at_desk, sam, tess, theo):
    tickets = [at_desk(), at_desk()]
    today = timezone.localdate()
    Absence.objects.announce(tess, sam, today, today, by=tess)
    at_desk().claim(by=theo)
    client.force_login(sam)

    page = do(client, "assign_selected", *tickets)
    offered = [label for value, label in page.context["form"].fields["to"].choices if value]
    empty = do(client, "assign_selected", *tickets, answered="1", to="")
    answer = do(client, "assign_selected", *tickets, answered="1", to="tess")

    assert {"Theo (works on 1)", f"Tess (works on 0, away until {date_format(today)})"} <= {*offered}
    assert empty.context["form"].errors["to"] == ["This field is required."]
    assert told(answer)[0].startswith("Done: #")
    assert {t.assignee for t in Ticket.objects.filter(pk__in=[t.pk for t in tickets])} == {tess}
    assert Event.objects.filter(verb=Verb.ASSIGNED, actor=sam).count() == 2


def test_a_technician_assigns_nothing(client, at_desk, tess):
    ticket = at_desk()
    client.force_login(tess)

    answer = do(client, "assign_selected", ticket, answered="1", to="theo")

    assert told(answer) == [f"{ticket}: Only those who lead the group assign its tickets."]
    assert Ticket.objects.get(pk=ticket.pk).assignee is None


def test_the_priority_of_many_is_set_with_an_event_each(client, at_desk, sam):
    tickets = [at_desk(), at_desk()]
    client.force_login(sam)

    do(client, "prioritise_selected", *tickets, answered="1", priority=str(Priority.CRITICAL))

    assert {t.priority for t in Ticket.objects.all()} == {Priority.CRITICAL}
    assert Event.objects.filter(verb=Verb.PRIORITISED, actor=sam).count() == 2


def test_only_resolved_tickets_are_closed(client, at_desk, sam):
    done, still_open = at_desk(), at_desk()
    done.resolve(by=sam)
    client.force_login(sam)

    answer = do(client, "close_selected", done, still_open)

    assert told(answer) == [
        f"{still_open}: Only a resolved ticket is closed, by its requester or a moderator.",
        f"Done: {done}",
    ]
    assert Ticket.objects.get(pk=done.pk).status == Status.CLOSED


def test_the_export_holds_the_chosen_and_no_formula(client, at_desk, sam):
    ticket = at_desk(title="=1+1")
    at_desk()
    client.force_login(sam)

    answer = client.post(LIST, {"action": "export_selected", "_selected_action": [ticket.pk]})

    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="tickets.csv"'
    assert [row[:3] for row in rows] == [["Number", "Title", "Status"], [str(ticket.pk), "'=1+1", "Open"]]


def test_nothing_is_typed_into_a_ticket(client, at_desk, ada):
    ticket = at_desk()
    client.force_login(ada)

    page = client.get(change(ticket))

    assert list(page.context["adminform"].form.fields) == []
    assert client.post(change(ticket), {"title": "Mud", "status": "closed"}).status_code == 403
    assert Ticket.objects.get(pk=ticket.pk).title == ticket.title


def test_the_page_offers_the_verbs_and_comes_back(client, at_desk, tess):
    ticket = at_desk()
    client.force_login(tess)
    page = client.get(change(ticket))

    answer = client.post(reverse("tickets:claim", args=[ticket.pk]), {"next": change(ticket)})

    assert f'action="{reverse("tickets:claim", args=[ticket.pk])}"' in page.text
    assert answer.url == change(ticket)
    assert "took the ticket" in client.get(change(ticket)).text


def test_the_page_tells_when_and_by_whom_in_words(client, at_desk, sam, hugo):
    """A HOD may not open the accounts of technicians: their names are no links."""
    ticket = at_desk()
    ticket.comment(sam, "It is on its way.")
    written = timezone.localtime(ticket.comments.get().created_at)
    client.force_login(hugo)

    page = client.get(change(ticket)).text

    assert date_format(written, "DATETIME_FORMAT") in page
    assert f"/admin/accounts/user/{sam.pk}/" not in page
    assert "closelink" not in page


def test_internal_notes_and_events_are_for_those_who_work_on_it(client, at_desk, tess, hugo, sam):
    ticket = at_desk()
    ticket.comment(sam, "The vault code is 4711", is_internal=True)

    client.force_login(hugo)
    assert "4711" not in client.get(change(ticket)).text
    client.force_login(sam)
    assert "4711" in client.get(change(ticket)).text


def test_a_number_or_words_find_tickets(client, at_desk, sam):
    first, second = at_desk(title="A red lamp"), at_desk(title="A blue chair")
    client.force_login(sam)

    assert listed(client, f"?q=%23{first.pk}") == [first.pk]
    assert listed(client, "?q=blue") == [second.pk]


def test_filters_and_dates_narrow_the_list(client, at_desk, sam, tess):
    held, waiting = at_desk(), at_desk()
    held.claim(by=tess)
    client.force_login(sam)
    day = held.opened_at

    assert listed(client, "?holder=somebody") == [held.pk]
    assert listed(client, "?holder=nobody&status__exact=open") == [waiting.pk]
    assert listed(client, f"?assignee__id__exact={tess.pk}") == [held.pk]
    assert listed(
        client, f"?opened_at__year={day.year}&opened_at__month={day.month}&opened_at__day={day.day}"
    )
    assert listed(client, "?opened_at__year=1999") == []
    for nonsense in ("year=99999", "year=2026&opened_at__month=13", "year=x", "year=0"):
        assert client.get(f"{LIST}?opened_at__{nonsense}").status_code in (200, 302)


def test_filters_name_only_what_one_may_see(client, at_desk, facilities, sam):
    at_desk()
    client.force_login(sam)

    filters = {spec.title: spec for spec in client.get(LIST).context["cl"].filter_specs}

    assert "Facilities" not in str(filters["group"].lookup_choices)


def test_a_chosen_filter_is_marked_and_leads_back_and_on(client, at_desk, it_desk, everyone, sam):
    at_desk()
    client.force_login(sam)

    html = client.get(LIST, {"group__id__exact": it_desk.pk, "q": "lamp"}).content.decode()

    chosen = f'<li class="selected"><a href="?group__id__exact={it_desk.pk}&amp;q=lamp" aria-current="true">'
    assert f"{chosen}{it_desk.name}</a></li>" in html
    assert f'<li><a href="?group__id__exact={everyone.pk}&amp;q=lamp">{everyone.name}</a></li>' in html
    assert '<li><a href="?q=lamp">All</a></li>' in html


def test_of_more_than_is_counted_all_can_be_chosen_but_no_number_is_told(client, at_desk, sam, monkeypatch):
    for _number in range(3):
        at_desk()
    client.force_login(sam)
    assert "on all pages" not in client.get(LIST).content.decode()

    monkeypatch.setattr("ticketsite.kit.admin.CappedPaginator.counted_up_to", 2)
    html = client.get(LIST).content.decode()

    assert "Select all of them, on all pages" in html
    assert "Select all 2" not in html


@pytest.mark.parametrize("tickets", (1, 4))
def test_the_list_runs_a_fixed_number_of_queries(client, at_desk, sam, tickets, django_assert_num_queries):
    for _ in range(tickets):
        at_desk()
    client.force_login(sam)
    client.get(LIST)

    with django_assert_num_queries(8):
        assert len(listed(client)) == tickets


def test_history_is_the_sites_own_page(client, at_desk, sam):
    ticket = at_desk()
    client.force_login(sam)

    answer = client.get(reverse("admin:tickets_ticket_history", args=[ticket.pk]))

    assert answer.url == reverse("tickets:history", args=[ticket.pk])


def test_how_many_there_are_is_said_beside_the_search_where_something_narrows_the_list(
    client, ada, open_ticket
):
    open_ticket()
    client.force_login(ada)

    assert "Show all" not in client.get(LIST).text
    assert "1 result · <a" in client.get(f"{LIST}?status__exact=open").text
    assert "1 result · <a" in client.get(f"{LIST}?q=lamp").text
