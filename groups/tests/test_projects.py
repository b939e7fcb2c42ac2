"""Projects: one manager always, members who joined, closed ones."""

import pytest

from groups.events import Event, Verb
from groups.models import Project
from ticketsite.kit.refusals import Refused


@pytest.fixture
def doors(facilities, ana):
    """A project in Facilities that ana manages."""
    return Project.objects.start(by=ana, group=facilities, name="Doors")


def test_any_member_starts_a_project_and_manages_it(doors, ana):
    assert doors.manager == ana
    assert list(doors.people) == [ana]
    assert [e.verb for e in Event.objects.of(doors)] == [Verb.PROJECT_STARTED]


def test_who_is_not_in_the_group_starts_joins_and_sees_nothing(facilities, doors, zoe, ida):
    for person in (zoe, ida):
        with pytest.raises(Refused, match="cannot start a project"):
            Project.objects.start(by=person, group=facilities, name="Windows")
        with pytest.raises(Refused, match="Members of Facilities join"):
            doors.join(by=person)
        assert not Project.objects.visible_to(person).exists()


def test_at_a_desk_only_its_head_starts_projects(it_desk, dora, sam, tess):
    for person in (sam, tess):
        with pytest.raises(Refused, match="cannot start a project"):
            Project.objects.start(by=person, group=it_desk, name="Laptops")
    assert Project.objects.start(by=dora, group=it_desk, name="Laptops").manager == dora


def test_a_name_is_given_once_in_a_group_and_freely_in_another(doors, facilities, everyone, tom):
    with pytest.raises(Refused, match="project of this name already"):
        Project.objects.start(by=tom, group=facilities, name="DOORS")
    Project.objects.start(by=tom, group=everyone, name="Doors")
    other = Project.objects.start(by=tom, group=facilities, name="Windows")
    with pytest.raises(Refused, match="project of this name already"):
        other.edit(by=tom, name="doors")


def test_members_join_once_and_leave(doors, tom):
    doors.join(by=tom)
    with pytest.raises(Refused, match="in Doors already"):
        doors.join(by=tom)
    doors.leave(by=tom)
    with pytest.raises(Refused, match="not in Doors"):
        doors.leave(by=tom)

    assert [e.verb for e in Event.objects.of(doors)][1:] == [Verb.PROJECT_JOINED, Verb.PROJECT_LEFT]


def test_the_manager_hands_over_before_leaving(doors, ana, tom, zoe):
    with pytest.raises(Refused, match="hand it over first"):
        doors.leave(by=ana)
    with pytest.raises(Refused, match="Zoe is not a member of Facilities"):
        doors.hand_over(to=zoe, by=ana)
    with pytest.raises(Refused, match="manages it already"):
        doors.hand_over(to=ana, by=ana)
    doors.hand_over(to=tom, by=ana)
    doors.leave(by=ana)

    assert (doors.manager, list(doors.people)) == (tom, [tom])


def test_everybody_may_manage_a_project_of_the_universal_group(everyone, ana, zoe):
    party = Project.objects.start(by=ana, group=everyone, name="Party")

    party.hand_over(to=zoe, by=ana)

    assert party.manager == zoe


@pytest.mark.parametrize("who", ("tom", "mia", "zoe"))
def test_only_the_manager_and_admins_of_the_group_run_it(doors, who, request, tom):
    person = request.getfixturevalue(who)
    for act in (doors.edit, doors.close, doors.reopen):
        with pytest.raises(Refused, match="Only the manager of Doors"):
            act(by=person)
    with pytest.raises(Refused, match="Only the manager of Doors"):
        doors.hand_over(to=tom, by=person)


def test_an_admin_of_the_group_closes_and_reopens_it(doors, gil, tom):
    doors.close(by=gil)
    with pytest.raises(Refused, match="closed already"):
        doors.close(by=gil)
    with pytest.raises(Refused, match="Members of Facilities join"):
        doors.join(by=tom)
    doors.reopen(by=gil)
    with pytest.raises(Refused, match="not closed"):
        doors.reopen(by=gil)

    assert [e.verb for e in Event.objects.of(doors)][1:] == [Verb.PROJECT_CLOSED, Verb.PROJECT_REOPENED]


def test_an_edit_of_nothing_leaves_no_event(doors, ana):
    doors.edit(by=ana, name="Doors", description="All of them")
    doors.edit(by=ana, name="Doors", description="All of them")

    assert Event.objects.of(doors).filter(verb=Verb.PROJECT_EDITED).count() == 1


def test_no_project_starts_or_is_joined_in_a_closed_group(doors, facilities, gil, tom):
    facilities.close(by=gil)
    tom_sees = Project.objects.get(pk=doors.pk)

    with pytest.raises(Refused):
        Project.objects.start(by=tom, group=facilities, name="Windows")
    with pytest.raises(Refused):
        tom_sees.join(by=tom)


def test_a_project_whose_group_was_deleted_is_gone(doors, facilities, gil, ana):
    stale = Project.objects.select_related("group").get(pk=doors.pk)
    facilities.remove_empty(by=gil)

    with pytest.raises(Project.DoesNotExist):
        stale.close(by=ana)
