"""People and departments in the back office: the same rules, by the same verbs."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Department, Role, User

LIST = "admin:accounts_user_changelist"
CHANGE = "admin:accounts_user_change"


def page(name, person=None):
    return reverse(name, args=[person.pk] if person else [])


def form_of(person, **changes):
    form = {
        "name": person.name,
        "username": person.username,
        "email": person.email,
        "role": person.role,
        "department": person.department_id or "",
        "language": person.language,
        "time_zone": person.time_zone,
    } | changes
    return {name: value for name, value in form.items() if value is not None}


def listed(client, query=""):
    return {person.username for person in client.get(page(LIST) + query).context["cl"].queryset}


def test_each_role_lists_whom_it_may_view(client, ana, hugo, ida, ada, zoe, tess):
    def list_of(person):
        client.force_login(person)
        return listed(client)

    everybody = {"ana", "hugo", "ida", "ada", "zoe", "tess"}
    assert list_of(hugo) == {"hugo", "ana"}
    assert list_of(ida) == list_of(ada) == everybody


@pytest.mark.parametrize("username", ("ana", "tess"))
def test_users_and_technicians_have_no_people_list(client, ana, tess, username):
    client.force_login(User.objects.get(username=username))

    assert client.get(page(LIST)).status_code == 404
    assert client.get(page(CHANGE, ana)).status_code == 404


def test_an_it_head_changes_a_technician_and_history_names_them(client, ida, tess, finance):
    client.force_login(ida)

    client.post(page(CHANGE, tess), form_of(tess, name="Tess Bo", department=finance.pk, role="user"))

    saved = User.objects.get(pk=tess.pk)
    assert (saved.name, saved.department, saved.role) == ("Tess Bo", finance, Role.USER)
    assert {record.history_user for record in tess.history.all()[:3]} == {ida}


@pytest.mark.parametrize("above", ("hugo", "ida", "ada"))
def test_an_it_head_cannot_change_anybody_at_or_above(client, hugo, ida, ada, above):
    client.force_login(ida)
    person = User.objects.get(username=above)

    assert client.post(page(CHANGE, person), form_of(person, name="Mud")).status_code == 403
    assert User.objects.get(pk=person.pk).name == person.name


@pytest.mark.parametrize("role", ("hod", "it_head", "admin"))
def test_an_it_head_cannot_raise_anybody_beyond_technician(client, ida, zoe, role):
    client.force_login(ida)

    answer = client.post(page(CHANGE, zoe), form_of(zoe, role=role))

    assert "role" in answer.context["adminform"].form.errors
    assert User.objects.get(pk=zoe.pk).role == Role.USER


def test_rights_and_passwords_are_no_fields(client, ada, zoe):
    client.force_login(ada)

    client.post(
        page(CHANGE, zoe), form_of(zoe, is_superuser="on", is_staff="on", password="x", user_permissions="1")
    )

    saved = User.objects.get(pk=zoe.pk)
    assert (saved.role, saved.password) == (zoe.role, zoe.password)
    assert not saved.user_permissions.exists()
    text = client.get(page(CHANGE, zoe)).text
    assert zoe.password not in text
    assert 'name="password"' not in text


def test_the_last_admin_is_told_beside_the_field(client, ada):
    client.force_login(ada)

    answer = client.post(page(CHANGE, ada), form_of(ada, role="user", name="Ada L"))

    form = answer.context["adminform"].form
    assert form.errors["role"] == ["This is the last active Admin: name another first."]
    assert form["name"].value() == "Ada L"
    assert User.objects.get(pk=ada.pk).name == "Ada"


def test_closing_an_account_is_left_to_its_own_page(client, ada, zoe):
    client.force_login(ada)

    answer = client.get(page(CHANGE, zoe))
    client.post(page(CHANGE, zoe), form_of(zoe, is_active=""))

    assert f'href="{reverse("leaving:deactivate", args=[zoe.pk])}"' in answer.text
    assert reverse("leaving:deactivate", args=[ada.pk]) not in client.get(page(CHANGE, ada)).text
    assert User.objects.get(pk=zoe.pk).is_active


def test_an_action_reports_each_refusal(client, ida, zoe, hugo):
    client.force_login(ida)
    data = {"action": "deactivate_selected", "_selected_action": [zoe.pk, hugo.pk]}

    answer = client.post(page(LIST), data, follow=True)

    assert [str(m) for m in answer.context["messages"]] == [
        "You may not deactivate Hugo.",
        "Done: Zoe",
    ]
    assert {u.username for u in User.objects.active()} == {"ida", "hugo"}


def test_a_new_person_chooses_the_password_by_a_mail(
    client, ida, settings, django_capture_on_commit_callbacks
):
    client.force_login(ida)
    new = {"name": "Ned", "username": "Ned", "email": "Ned@example.org", "role": "technician"}

    with django_capture_on_commit_callbacks(execute=True):
        client.post(page("admin:accounts_user_add"), new)

    ned = User.objects.get(username="ned")
    assert (ned.role, ned.has_usable_password(), ned.history.get().history_user) == ("technician", False, ida)
    assert (mail.outbox[0].to, mail.outbox[0].subject) == (["ned@example.org"], "Tickets: Your new account")
    client.logout()
    link = re.search(r"http\S+", mail.outbox[0].body)[0].removeprefix(settings.SITE_URL)
    form_page = client.get(link, follow=True)
    client.post(form_page.context["action_url"], dict.fromkeys(("password1", "password2"), "a fine secret"))
    assert User.objects.get(pk=ned.pk).check_password("a fine secret")


def test_an_it_head_makes_no_admins(client, ida):
    client.force_login(ida)
    new = {"name": "Ned", "username": "ned", "email": "ned@example.org", "role": "admin"}

    answer = client.post(page("admin:accounts_user_add"), new)

    assert "role" in answer.context["adminform"].form.errors
    assert not User.objects.filter(username="ned").exists()


@pytest.mark.parametrize(
    "lookup", ("password__startswith=md5", "email__startswith=a", "known_as__contains=a", "session_round=0")
)
def test_hidden_columns_cannot_be_asked_for(client, ada, lookup):
    client.force_login(ada)

    assert client.get(f"{page(LIST)}?{lookup}").status_code == 400


def test_the_search_box_finds_no_addresses(client, ada, ana):
    client.force_login(ada)

    assert listed(client, "?q=example") == set()
    assert listed(client, "?q=ana") == {"ana"}


def test_a_hod_reads_an_account_of_the_department_and_404_beyond(client, hugo, ana, zoe):
    client.force_login(hugo)

    assert client.get(page(CHANGE, ana)).status_code == 200
    assert client.post(page(CHANGE, ana), form_of(ana, name="Mud")).status_code == 403
    assert client.get(page("admin:accounts_user_history", ana)).status_code == 200
    assert client.get(page("admin:accounts_user_history", zoe)).status_code == 404
    assert client.get(page(CHANGE, zoe)).status_code == 404


def test_history_is_read_and_not_gone_back_to(client, ada, zoe):
    zoe.give_role(Role.HOD, by=ada, reason="New head")
    client.force_login(ada)

    answer = client.get(page("admin:accounts_user_history", zoe))
    assert "New head" in answer.text
    assert 'style="' not in answer.text
    version = zoe.history.last().history_id
    assert (
        client.post(f"{page('admin:accounts_user_history', zoe)}{version}/", form_of(zoe)).status_code == 404
    )


@pytest.mark.parametrize("model", ("user", "department"))
def test_nobody_is_deleted(client, ada, zoe, finance, model):
    client.force_login(ada)
    thing = zoe if model == "user" else finance

    answer = client.post(reverse(f"admin:accounts_{model}_delete", args=[thing.pk]), {"post": "yes"})

    assert answer.status_code == 403
    assert type(thing).objects.filter(pk=thing.pk).exists()


def test_admins_name_departments_and_it_heads_read_them(client, ada, ida, finance):
    change = reverse("admin:accounts_department_change", args=[finance.pk])
    client.force_login(ida)
    assert client.get(change).status_code == 200
    assert client.post(change, {"name": "Money"}).status_code == 403

    client.force_login(ada)
    client.post(change, {"name": "Money"})
    client.post(reverse("admin:accounts_department_add"), {"name": "MONEY"})

    assert [d.name for d in Department.objects.all()] == ["Money"]
    assert finance.history.first().history_user == ada


def test_the_list_runs_a_fixed_number_of_queries(client, ada, make_user, django_assert_num_queries):
    client.force_login(ada)
    client.get(page(LIST))
    for number in range(3):
        with django_assert_num_queries(5):
            client.get(page(LIST))
        make_user(f"one{number}")


def test_passwords_are_changed_on_the_one_page_for_it(client, ada):
    client.force_login(ada)

    assert client.get("/admin/password_change/").url == reverse("account_change_password")
