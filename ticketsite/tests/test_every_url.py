"""Every address of the site asked for by the whole cast; an address without a row here fails."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from ticketsite.tests.conftest import CAST


def walk(patterns=None, space=""):
    """The names of all addresses."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from walk(pattern.url_patterns, space + inner)
        elif pattern.name:
            yield space + pattern.name


EVERYBODY = "*"  # everybody who is not named elsewhere in the row
SIGNED_IN = ((), {200: EVERYBODY})
TEAM = "ana tom ben mia gil ada"
DESK = "ana theo sam dora hugo ida ada"  # tess does not see what a colleague works on
OF_TICKET = ((("team",), {200: TEAM}), (("desk",), {200: DESK}))
# zoe knows the team she is invited to; whoever does not know it gets 404, others a message on its page.
TEAM_KNOWN = "zoe ana tom ben mia gil ada"
RUN_BY_ADMINS = (
    (("group",), {200: "gil ada", 302: "zoe ana tom ben mia"}),
    (("desk_group",), {200: "dora ada", 302: EVERYBODY}),
)
OF_MEMBERS = (
    (("group",), {200: TEAM, 302: "zoe"}),
    (("desk_group",), {200: "tess theo sam dora ada", 302: EVERYBODY}),
)
RUN_BY_MANAGER = ((("project",), {200: "tom gil ada", 302: "ana ben mia"}),)


def verb(*about):
    """What answers POST only says so to everybody, and looks at nothing before."""
    return about, {405: EVERYBODY}


def rows(space, names, *answers):
    return {f"{space}{name}": answers for name in names.split()}


# {address: (what it is about, {status: who gets it}), ...}; whoever is not named gets 404.
ROWS = {
    **rows("tickets:", "home mine waiting work archive bin list new search complete", SIGNED_IN),
    **rows("tickets:", "next bulk", verb()),
    **rows("tickets:", "views", SIGNED_IN),
    **rows("tickets:", "start view_new", ((), {302: EVERYBODY})),
    **rows("tickets:", "view", (("saved_view",), {302: TEAM_KNOWN})),
    **rows("tickets:", "view_edit", (("saved_view",), {200: TEAM_KNOWN})),
    **rows("tickets:", "view_refilter view_delete", verb("saved_view")),
    **rows("tickets:", "bulk_report similar", SIGNED_IN),
    **rows("tickets:", "group", (("group",), {200: TEAM_KNOWN}), (("desk_group",), {200: EVERYBODY})),
    **rows("tickets:", "project", (("project",), {200: TEAM})),
    **rows("tickets:", "ticket edit history", *OF_TICKET),
    **rows("tickets:", "who", OF_TICKET[0], (("desk",), {200: "theo sam dora hugo ida ada"})),
    **rows("tickets:", "drop release ask_takeover hand_over assign wait resolve reopen move", *OF_TICKET),
    **rows("tickets:", "recategorise place priority due add_follower remove_follower comment", *OF_TICKET),
    **rows("tickets:", "mentionable", *OF_TICKET),
    **rows("tickets:", "mentionable_in_new", ((), {})),  # without a place it is nowhere
    **rows("tickets:", "comment_edit", (("team_comment",), {200: TEAM}), (("desk_comment",), {200: DESK})),
    **rows("tickets:", "file", (("team_file",), {200: TEAM}), (("desk_file",), {200: DESK})),
    **rows(
        "tickets:",
        "claim resume confirm take_up close withdraw follow me_too unfollow delete restore",
        verb("team"),
    ),
    **rows("tickets:", "comment_delete", verb("team_comment")),
    **rows("tickets:", "file_remove", verb("team_file")),
    **rows("tickets:", "imports", ((), {200: "ada"})),
    **rows("tickets:", "imports_of_group", *RUN_BY_ADMINS),
    **rows("tickets:", "import_batch", (("import",), {200: "gil ada"})),
    **rows("tickets:", "import_run import_undo import_nudge import_discard", verb("import")),
    **rows("groups:", "list new invitations", SIGNED_IN),
    **rows("groups:", "edit close reopen delete invite", *RUN_BY_ADMINS),
    **rows("groups:", "people projects", *OF_MEMBERS),
    **rows(
        "groups:",
        "leave",
        (("group",), {200: "ana tom ben mia gil", 302: "zoe ada"}),
        (("desk_group",), {200: "tess theo sam dora", 302: EVERYBODY}),
    ),
    **rows(
        "groups:",
        "hand_over",
        (("group",), {200: "gil", 302: "zoe ana tom ben mia ada"}),
        (("desk_group",), {200: "dora", 302: EVERYBODY}),
    ),
    **rows(
        "groups:",
        "project_new",
        (("group",), {200: "ana tom ben mia gil", 302: "zoe ada"}),
        (("desk_group",), {200: "dora", 302: EVERYBODY}),
    ),
    **rows("groups:", "join adopt", verb("group")),
    **rows("groups:", "accept decline withdraw", verb("invitation")),
    **rows("groups:", "rank", verb("group", "ana")),
    **rows("groups:", "remove", (("group", "ana"), {200: "gil ada", 302: "zoe ana tom ben mia"})),
    **rows("groups:", "project_edit project_hand_over project_close", *RUN_BY_MANAGER),
    **rows("groups:", "project_people", (("project",), {200: TEAM})),
    **rows("groups:", "project_join project_leave project_reopen", verb("project")),
    **rows("numbers:", "home", SIGNED_IN),
    **rows("numbers:", "group_report", (("group",), {200: TEAM_KNOWN}), (("desk_group",), {200: EVERYBODY})),
    **rows("numbers:", "project_report", (("project",), {200: TEAM})),
    **rows("numbers:", "department_report", (("finance",), {200: "hugo ida ada"})),
    **rows("numbers:", "own", (("raised",), {200: EVERYBODY}), (("department",), {200: "hugo"})),
    **rows("numbers:", "group", (("group",), {200: TEAM_KNOWN}), (("desk_group",), {200: EVERYBODY})),
    **rows("numbers:", "project", (("project",), {200: TEAM})),
    **rows("approvals:", "inbox", SIGNED_IN),
    **rows("approvals:", "decide", (("pending",), {200: "hugo", 302: "ana sam dora ida ada"})),
    **rows("notifications:", "list poll choices", SIGNED_IN),
    **rows("notifications:", "written_mails", ((), {})),  # only where mails are written to files
    **rows("notifications:", "unsubscribe", (("no-token",), {})),
    **rows("notifications:", "read_all", verb()),
    **rows("notifications:", "read unread read_ticket here mute unmute", verb("team")),
    **rows("notifications:", "list choices poll", SIGNED_IN),
    **rows("notifications:", "written_mails", ((), {})),
    **rows("notifications:", "read_all", verb()),
    **rows("notifications:", "read unread read_ticket here mute unmute", verb("team")),
    **rows("notifications:", "unsubscribe", (("an-invented-token",), {})),
    **rows("accounts:", "profile absences", SIGNED_IN),
    **rows("accounts:", "sign_out_elsewhere", verb()),
    **rows("accounts:", "person", (("ana",), {200: EVERYBODY})),
    **rows("accounts:", "person_by_name", (("tom",), {302: EVERYBODY})),
    **rows("leaving:", "deactivate", (("ana",), {200: "ida ada", 302: EVERYBODY})),
    **rows("leaving:", "reactivate", verb("ana")),
    **rows("accounts:", "absence_end", verb("absence")),
    **rows("account_", "login signup set_password", ((), {302: EVERYBODY})),
    **rows("account_", "logout inactive email change_password", SIGNED_IN),
    **rows("account_", "email_verification_sent reset_password reset_password_done", SIGNED_IN),
    **rows("account_", "confirm_email", (("a-key",), {200: EVERYBODY})),
    **rows("account_", "reset_password_from_key", (("a1", "set-password"), {200: EVERYBODY})),
    **rows("account_", "reset_password_from_key_done", SIGNED_IN),
    **rows("", "livez", SIGNED_IN),
    **rows("", "health", ((), {200: "ada"})),
    **rows("", "set_language", ((), {302: EVERYBODY})),
    **rows("", "theme", verb()),
}

# What a visitor gets where it is not the way to the sign-in page.
OPEN_TO_VISITORS = {
    "account_login": 200,
    "account_signup": 200,
    "account_inactive": 200,
    "account_logout": 302,
    "account_email_verification_sent": 200,
    "account_confirm_email": 200,
    "account_reset_password": 200,
    "account_reset_password_done": 200,
    "account_reset_password_from_key": 200,
    "account_reset_password_from_key_done": 200,
    "livez": 200,
    "notifications:unsubscribe": 404,
    "set_language": 302,
    "theme": 405,
}


def addresses(things):
    """((name, what it is about), its address, {status: who gets it}) of each row."""
    for name, answers in ROWS.items():
        for about, expected in answers:
            numbers = [things[key].pk if key in things else key for key in about]
            yield (name, *about), reverse(name, args=numbers), expected


def status_for(who, expected):
    named = [status for status, names in expected.items() if who in names.split()]
    others = [status for status, names in expected.items() if names == EVERYBODY]
    return [*named, *others, 404][0]


def ask_all(client, things):
    """{row: status} for one person."""
    given = {}
    for row, address, _expected in addresses(things):
        response = client.get(address)
        if response.streaming:
            b"".join(response)  # read to its end, a file is closed
        given[row] = response.status_code
    return given


def test_every_address_has_a_row():
    # The back office has a table of its own: test_every_admin_url.py.
    assert {name for name in walk() if not name.startswith("admin:")} == {*ROWS}


@pytest.mark.parametrize("who", CAST)
def test_each_of_the_cast_gets_what_the_table_says(client, cast, things, who):
    client.force_login(cast[who])

    expected = {row: status_for(who, statuses) for row, _address, statuses in addresses(things)}

    assert ask_all(client, things) == expected


def test_visitors_are_sent_to_the_sign_in_page_with_the_way_back(client, things):
    for (name, *_about), address, _expected in addresses(things):
        response = client.get(address)
        assert response.status_code == OPEN_TO_VISITORS.get(name, 302), name
        if name not in OPEN_TO_VISITORS:
            assert response.url == f"{reverse('account_login')}?next={address}"


def test_whoever_is_switched_off_is_a_visitor(client, cast, things):
    client.force_login(cast["ben"])
    before = client.get(reverse("tickets:home")).status_code
    cast["ben"].deactivate(by=cast["ada"])

    after = ask_all(client, things)

    assert before == 200
    assert after == ask_all(Client(), things)


def words(response):
    """The page without what differs each time: the address in it and the tokens of its forms."""
    return re.sub(r'(value|content)="[A-Za-z0-9]{64}"|/[a-z]+/[0-9]+/[a-z/_-]*', "", response.text)


@pytest.mark.parametrize(
    "name, about",
    (("tickets:ticket", "team"), ("tickets:history", "desk"), ("tickets:file", "team_file"))
    + (("tickets:project", "project"), ("tickets:comment_edit", "team_comment")),
)
def test_what_was_never_there_looks_like_what_one_may_not_see(client, cast, things, name, about):
    client.force_login(cast["zoe"])

    hidden, absent = (client.get(reverse(name, args=[pk])) for pk in (things[about].pk, 10**9))

    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert words(hidden) == words(absent)
