"""Groups, memberships, invitations and projects in the back office: the same verbs, the same events."""

import pytest
from django.urls import reverse

from accounts.models import Role
from groups.events import Event, Verb
from groups.models import Group, Invitation, Membership, Project
from groups.ranks import Kind, Rank


def page(model, act, thing=None):
    return reverse(f"admin:groups_{model}_{act}", args=[thing.pk] if thing else [])


def told(response):
    return [str(message) for message in response.context["messages"]]


def do(client, model, action, *things):
    data = {"action": action, "_selected_action": [thing.pk for thing in things]}
    return client.post(page(model, "changelist"), data, follow=True)


def errors(response):
    return response.context["adminform"].form.errors


@pytest.fixture
def gil(make_user):
    """Runs Facilities, and may open the back office."""
    return make_user("gil", role=Role.TECHNICIAN)


def test_an_admin_starts_a_desk_and_runs_it(client, ada):
    client.force_login(ada)

    client.post(page("group", "add"), {"name": "HR desk", "description": "", "is_desk": "on"})

    desk = Group.objects.get(name="HR desk")
    assert (desk.kind, desk.is_open, desk.memberships.get().user) == (Kind.DESK, False, ada)
    assert Event.objects.of(desk).get().verb == Verb.GROUP_STARTED


def test_a_technician_starts_teams_only(client, tess):
    client.force_login(tess)

    forged = client.post(page("group", "add"), {"name": "Choir", "description": "", "is_desk": "on"})
    client.post(page("group", "add"), {"name": "Chess", "description": ""})

    assert errors(forged)["__all__"] == ["Only Admins and IT Heads start a service desk."]
    assert not Group.objects.filter(name="Choir").exists()
    assert Group.objects.get(name="Chess").kind == Kind.TEAM


def test_a_refusal_stands_above_all_that_was_typed(client, ada, facilities):
    client.force_login(ada)

    answer = client.post(page("group", "add"), {"name": "FACILITIES", "description": "What I typed"})

    assert errors(answer)
    assert answer.context["adminform"].form["description"].value() == "What I typed"
    assert "What I typed" in answer.text


def test_what_only_the_verb_refuses_comes_back_in_the_form(client, ada, everyone):
    client.force_login(ada)

    answer = client.post(page("group", "change", everyone), {"name": "All of us", "description": "Typed"})

    assert errors(answer)["__all__"] == ["Everybody is in this group: it cannot be by invitation."]
    assert answer.context["adminform"].form["name"].value() == "All of us"
    assert Group.objects.universal().name != "All of us"


def test_editing_a_group_leaves_the_event_of_the_site(client, gil, facilities):
    client.force_login(gil)

    client.post(page("group", "change", facilities), {"name": "Buildings", "description": "", "kind": "desk"})

    facilities.refresh_from_db()
    assert (facilities.name, facilities.kind) == ("Buildings", Kind.TEAM)
    last = Event.objects.of(facilities).last()
    assert (last.verb, last.actor, last.details) == (Verb.GROUP_EDITED, gil, {"fields": ["name"]})


def test_others_read_an_open_team_and_change_nothing(client, tess, ada):
    choir = Group.objects.start(by=ada, name="Choir")
    client.force_login(tess)

    assert client.get(page("group", "change", choir)).status_code == 200
    assert client.post(page("group", "change", choir), {"name": "Mud"}).status_code == 403


def test_closing_groups_reports_each(client, gil, ada, facilities):
    choir = Group.objects.start(by=ada, name="Choir")
    client.force_login(gil)

    answer = do(client, "group", "close_selected", facilities, choir)

    assert told(answer) == ["Choir: Only the admins of Choir close it.", "Done: Facilities"]
    assert set(Group.objects.filter(closed_at__isnull=False)) == {facilities}


def test_a_rank_is_given_by_the_verb(client, gil, facilities, tom):
    membership = facilities.memberships.get(user=tom)
    client.force_login(gil)

    client.post(page("membership", "change", membership), {"rank": Rank.AUTHORISED})

    assert facilities.memberships.get(user=tom).rank == Rank.AUTHORISED
    assert Event.objects.of(facilities).last().verb == Verb.RANKED


def test_the_last_admin_of_a_group_keeps_the_rank(client, gil, facilities):
    membership = facilities.memberships.get(user=gil)
    client.force_login(gil)

    answer = client.post(page("membership", "change", membership), {"rank": Rank.GENERAL})

    assert errors(answer)["__all__"] == ["Facilities needs an admin: hand it over first."]
    assert facilities.memberships.get(user=gil).rank == Rank.ADMIN


def test_taking_people_out_reports_each(client, gil, facilities, tom):
    client.force_login(gil)
    rows = facilities.memberships.filter(user__in=(gil, tom)).order_by("-pk")

    answer = do(client, "membership", "remove_selected", *rows)

    assert told(answer) == ["Gil, Facilities: Gil is the only admin of Facilities.", "Done: Tom, Facilities"]
    assert not Membership.objects.filter(user=tom).exists()


def test_an_invitation_is_withdrawn(client, gil, facilities, zoe):
    invitation = Invitation.objects.invite(facilities, zoe, by=gil)
    client.force_login(gil)

    do(client, "invitation", "withdraw_selected", invitation)

    invitation.refresh_from_db()
    assert invitation.answer == "withdrawn"


def test_a_project_starts_only_in_groups_of_ones_own(client, gil, facilities, it_desk, ada):
    secret = Group.objects.start(by=ada, name="Secret", is_open=False)
    client.force_login(gil)

    offered = client.get(page("project", "add")).context["adminform"].form.fields["group"].queryset
    for foreign in (secret, it_desk):
        data = {"group": foreign.pk, "name": "Lamps", "description": ""}
        answer = client.post(page("project", "add"), data)
        assert errors(answer)["group"] == [
            "Select a valid choice. That choice is not one of the available choices."
        ]
        assert answer.context["adminform"].form["name"].value() == "Lamps"
    client.post(page("project", "add"), {"group": facilities.pk, "name": "Lamps", "description": ""})

    assert {group.name for group in offered} == {"Everyone", "Facilities"}
    project = Project.objects.get()
    assert (project.group, project.manager) == (facilities, gil)
    assert Event.objects.of(project).get().verb == Verb.PROJECT_STARTED


def test_history_is_as_closed_as_the_group(client, tess, ada):
    secret = Group.objects.start(by=ada, name="Secret", is_open=False)
    client.force_login(tess)

    assert client.get(page("group", "history", secret)).status_code == 404


def test_the_bulk_act_leaves_those_who_hold_something_to_their_own_page(client, ada, mia, zoe, ana):
    garden = Group.objects.start(by=mia, name="Garden", is_open=False)
    Membership.objects.enrol(garden, ana)
    client.force_login(ada)
    data = {"action": "deactivate_selected", "_selected_action": [mia.pk, zoe.pk]}

    answer = client.post(reverse("admin:accounts_user_changelist"), data, follow=True)

    assert told(answer) == [
        "Mia holds what others should get: deactivate them on their own page.",
        "Done: Zoe",
    ]
    mia.refresh_from_db()
    assert mia.is_active
