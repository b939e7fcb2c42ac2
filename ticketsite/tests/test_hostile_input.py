"""What nobody types but machines send: no form and no address answers it with an error of ours."""

import re
from html.parser import HTMLParser
from itertools import product
from urllib.parse import quote, urlencode, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from ticketsite.tests.test_every_url import addresses

# As they stand in a body or an address, already quoted.
NASTY = {
    "NUL": "a%00b",
    "half a character": "%ED%A0%80",
    "no UTF-8": "%FF%FE",
    "a long text": "x" * 200_000,
    "a huge number": "9" * 30,
    "no number": "-1e400",
    "the last day": "9999-12-31",
    "markup": quote("<script>alert(1)</script>{{ 7|add:1 }}{% debug %}"),
}
NASTY_ALONE = ("NUL", "half a character", "a huge number", "the last day")
ATTACKERS = ("tom", "gil", "dora", "ana", "hugo", "ada")
# Of a page: no list, an empty one, too short a one, nothing, a time and too large a number.
CURSORS = (
    "bm9wZQ",
    "W10",
    "WzFd",
    "bnVsbA",
    "WyIyMDI0LTAxLTAxVDAwOjAwOjAwKzAwOjAwIiw5OTk5OTk5OTk5OTk5OTk5OTk5OV0",
)
FORM = "application/x-www-form-urlencoded"
PARAMETERS = (
    *(
        "q",
        "after",
        "before",
        "next",
        "sort",
        "tab",
        "all",
        "group",
        "project",
        "category",
        "status",
        "priority",
    ),
    *("requester", "assignee", "opened_from", "opened_to", "ended_from", "ended_to", "key", "place", "page"),
)
ELSEWHERE = (
    *(
        "//evil.example/x",
        "https://evil.example/x",
        "/\\evil.example",
        "\\\\evil.example",
        "http:///evil.example",
    ),
    *("javascript:alert(1)", " //evil.example", "/\t/evil.example", "///evil.example", "/\r\nX-Evil: 1"),
)


class FormFinder(HTMLParser):
    """The POST forms of a page: where they go and what they send."""

    def __init__(self, address):
        super().__init__()
        self.address, self.forms, self.form = address, [], None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.form = {} if given.get("method") == "post" else None
            if self.form is not None:
                self.forms.append((given.get("action") or self.address, self.form))
        elif self.form is not None and given.get("name") and tag in ("input", "select", "textarea", "button"):
            self.form.setdefault(given["name"], given.get("value") or "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None


def forms_of(client, pages):
    """{(action without numbers, names of its fields): (client, action, fields)} of all pages the client may open."""
    found = {}
    for address in pages:
        response = client.get(address)
        if response.streaming:
            b"".join(response)
        elif response.status_code == 200:
            finder = FormFinder(address)
            finder.feed(response.text)
            for action, fields in finder.forms:
                fields.pop("csrfmiddlewaretoken", None)
                if urlsplit(action).path not in (reverse("account_logout"), reverse("theme")):
                    found.setdefault((re.sub(r"\d+", "0", action), *sorted(fields)), (client, action, fields))
    return found


def attempt(client, method, address, body="", content_type=FORM):
    """What is wrong with the answer, or None. Whatever it did is undone."""
    with transaction.atomic():
        try:
            response = client.generic(method, address, body, content_type=content_type)
            b"".join(response)
            trouble = response.status_code if response.status_code >= 500 else None
        except Exception as error:
            trouble = f"{type(error).__name__}: {str(error)[:90]}"
        transaction.set_rollback(True)
    return trouble


def bodies(fields):
    """(what is tried, body): all fields nasty at once, each field alone, twice each, and none."""
    for what, value in NASTY.items():
        yield what, "&".join(f"{quote(name)}={value}" for name in fields)
    for what, name in product(("NUL", "a huge number"), fields):
        others = urlencode({other: given for other, given in fields.items() if other != name})
        yield f"{what} in {name}", f"{others}&{quote(name)}={NASTY[what]}"
    yield "twice each", "&".join(f"{quote(name)}=1&{quote(name)}[]=2" for name in fields)
    yield "nothing at all", ""


def test_no_form_breaks_on_what_machines_send(cast, things):
    pages = [address for _row, address, statuses in addresses(things) if 405 not in statuses]
    clients, forms = [Client() for _ in ATTACKERS], {}
    for client, who in zip(clients, ATTACKERS, strict=True):
        client.force_login(cast[who])
        forms = forms_of(client, pages) | forms
    assert len(forms) > 40

    troubles = {
        (action, what): trouble
        for client, action, fields in forms.values()
        for what, body in bodies(fields)
        if (trouble := attempt(client, "POST", action, body))
    }

    assert troubles == {}


def test_no_form_of_a_visitor_breaks_on_what_machines_send(client, things):
    forms = forms_of(client, [reverse(f"account_{name}") for name in ("login", "signup", "reset_password")])
    assert len(forms) >= 3

    troubles = {
        (action, what): trouble
        for client, action, fields in forms.values()
        for what, body in bodies(fields)
        if (trouble := attempt(client, "POST", action, body))
    }

    assert troubles == {}


def test_no_page_breaks_on_what_stands_in_its_address(client, cast, things):
    client.force_login(cast["ada"])
    pages = {address for _row, address, statuses in addresses(things) if 405 not in statuses}

    troubles = {}
    for address in sorted(pages | {reverse("admin:index")}):
        for what in NASTY_ALONE:
            query = "&".join(f"{name}={NASTY[what]}" for name in PARAMETERS)
            troubles[address, what] = attempt(client, "GET", f"{address}?{query}")
        many = "&".join(f"{name}=1&{name}=2&{name}[]=3" for name in PARAMETERS)
        troubles[address, "arrays"] = attempt(client, "GET", f"{address}?{many}")

    assert {case: trouble for case, trouble in troubles.items() if trouble} == {}


def test_no_list_breaks_on_one_nasty_parameter(client, cast, things):
    client.force_login(cast["ada"])
    pages = [reverse(name) for name in ("tickets:list", "groups:list")]
    values = [*(NASTY[what] for what in NASTY_ALONE), "%D9%A3"]
    tried = [*product(PARAMETERS, values), *product(("after", "before"), CURSORS)]

    troubles = {
        (page, parameter, value[:40]): trouble
        for page, (parameter, value) in product(pages, tried)
        if (trouble := attempt(client, "GET", f"{page}?{parameter}={value}"))
    }

    assert troubles == {}


@pytest.mark.parametrize("number", ("0", "9" * 18, "9" * 19, "9" * 40))
def test_a_number_that_nothing_has_is_not_found(client, cast, things, number):
    client.force_login(cast["ada"])
    tried = {
        re.sub(r"\d+", number, address)
        for (name, *_about), address, _expected in addresses(things)
        if re.search(r"\d", address) and name.split(":")[0] in ("tickets", "groups", "accounts", "approvals")
    }

    answers = {address: client.get(address).status_code for address in tried}

    assert {address for address, status in answers.items() if status not in (404, 405)} == set()


@pytest.mark.parametrize(
    "content_type, body",
    (
        ("multipart/form-data", b"--x\r\n"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nhalf',
        ),
        ("multipart/form-data; boundary=x", b"\xff" * 2000),
        ("application/json", b'{"title": "\\ud800", "body": ["\\u0000"]}'),
        ("application/x-www-form-urlencoded; charset=utf-16", "title=x&body=x".encode("utf-16")),
        ("application/x-www-form-urlencoded; charset=nonsense", b"title=x"),
        (FORM, b"&".join(b"f%d=1" % number for number in range(1500))),
        ("text/plain", b"title=x"),
        ("", b""),
    ),
)
def test_no_form_breaks_on_a_body_of_another_kind(client, cast, things, content_type, body):
    client.force_login(cast["tom"])
    pages = [
        *(reverse("tickets:new") + f"?group={things['group'].pk}", reverse("accounts:profile")),
        *(
            reverse(f"tickets:{verb}", args=[things["team"].pk])
            for verb in ("comment", "edit", "resolve", "due")
        ),
        reverse("tickets:claim", args=[things["team"].pk]),
    ]

    assert [attempt(client, "POST", page, body, content_type) for page in pages] == [None] * len(pages)


@pytest.mark.parametrize("goal", ELSEWHERE)
def test_no_way_back_leads_away_from_the_site(client, cast, things, goal):
    visitor, client = Client(), client
    client.force_login(cast["tom"])
    ticket = things["team"].pk
    sign_in = {"login": "tom", "password": "correct horse battery", "next": goal}

    answers = [
        client.post(reverse("tickets:follow", args=[ticket]), {"next": goal}),
        client.post(reverse("tickets:comment", args=[ticket]), {"next": goal, "body": "Hello"}),
        client.post(reverse("tickets:priority", args=[ticket]), {"next": goal, "priority": "1"}),
        client.post(reverse("theme"), {"next": goal, "theme": "dark"}, headers={"referer": goal.strip()}),
        client.post(reverse("set_language"), {"next": goal, "language": "fr"}),
        visitor.post(reverse("account_login"), sign_in),
        visitor.get(reverse("account_login"), {"next": goal}),
    ]

    assert [answer.status_code for answer in answers] == [302] * 6 + [200]
    for answer in answers[:-1]:
        assert "evil" not in answer.headers.get("X-Evil", "")
        place = urlsplit(answer.url)
        assert (place.scheme, place.netloc) in (("", ""), ("http", "testserver"))
        assert re.match(r"/(?![/\\])[^\\\s]*$", place.path)


def test_a_refused_text_stands_in_its_field_again_beside_the_reason(client, cast, things):
    client.force_login(cast["tom"])
    typed = "y" * 70_000

    response = client.post(reverse("tickets:comment", args=[things["team"].pk]), {"body": typed})

    assert response.status_code == 200
    assert typed in response.text
    assert "70,000" in str(response.context["form"].errors["body"])
