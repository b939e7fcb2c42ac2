"""Each product's files, in a few rows of our own: which product it is, and what a ticket of it becomes."""

import json
from datetime import UTC, datetime

import pytest

from tickets.imports.lines import UnreadableFile
from tickets.imports.products import Choices, beside, recognise
from tickets.imports.reading import BadLine, Happened
from tickets.statuses import Priority, Status


def at(*numbers):
    return datetime(*numbers, tzinfo=UTC)


@pytest.fixture
def tickets_of(tmp_path):
    """tickets_of(text or object, encoding=..., choices=...): (product, its Readings)."""

    def read(content, name="export", encoding="utf-8", **choices):
        text = content if isinstance(content, str) else json.dumps(content)
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        found = recognise(path, columns=choices.get("columns", ()))
        readings = [reading for _line, reading in found.read(Choices(**choices))]
        assert not [reading for reading in readings if isinstance(reading, BadLine)]
        return found.product, readings

    return read


def test_zendesk_table(tickets_of):
    product, (gate, lamp) = tickets_of(
        "Summation column,Id,Requester,Requester id,Assignee,Group,Subject,Tags,Status,Priority,Created at,"
        "Updated at,Solved at,Project [list],Via\n"
        "1,7,Rita Moss,70,Olaf Berg,Yard,The gate squeaks,iron_gates loud,Solved,Urgent,2024-03-04 09:00,"
        "2024-03-06 11:30,2024-03-06 11:00,Gates,Mail\n"
        "1,8,Rita Moss,70,-,Yard,A lamp,,New,-,2024-03-04 09:00,2024-03-04 09:00,,,Web\n"
    )

    assert (product, gate.source, gate.key, gate.title) == ("zendesk", "zendesk", "7", "The gate squeaks")
    assert (gate.status, gate.priority) == (Status.RESOLVED, Priority.CRITICAL)
    assert (gate.requester, gate.assignee, lamp.assignee) == ("Rita Moss", "Olaf Berg", None)
    assert (gate.group, gate.project, gate.category) == ("Yard", "Gates", "Iron gates")
    assert (gate.opened_at, gate.resolved_at) == (at(2024, 3, 4, 9), at(2024, 3, 6, 11))
    assert gate.facts["tags"] == ["iron_gates", "loud"]
    assert lamp.problems == []
    assert (gate.facts["Via"], gate.facts["status"]) == ("Mail", "Solved")


ZENDESK = {
    "id": 7,
    "via": {"channel": "web"},
    "subject": "The gate squeaks",
    "description": "Since Monday.",
    "status": "closed",
    "priority": "high",
    "requester_id": 70,
    "assignee_id": 71,
    "group_id": 80,
    "tags": [],
    "type": "incident",
    "custom_fields": [{"id": 90, "value": "Gates"}],
    "created_at": "2024-03-04T09:00:00Z",
    "updated_at": "2024-03-06T11:00:00Z",
}


def test_zendesk_dump_with_comments_and_names_beside(tmp_path, tickets_of):
    names = tmp_path / "agents.json"
    names.write_text(
        json.dumps({"users": [{"id": 71, "name": "Olaf Berg"}], "groups": [{"id": 80, "name": "Yard"}]})
    )
    said = tmp_path / "comments.jsonl"
    first = {
        "id": 1,
        "author_id": 70,
        "body": "Since Monday.",
        "public": True,
        "created_at": "2024-03-04T09:00:00Z",
    }
    second = {
        "id": 2,
        "author_id": 71,
        "body": "Bent.",
        "public": False,
        "created_at": "2024-03-05T09:00:00Z",
    }
    said.write_text(json.dumps({"ticket_id": 7, "comments": [first, second]}) + "\n")
    tickets = tmp_path / "tickets.json"
    tickets.write_text(
        json.dumps({"tickets": [ZENDESK], "users": [{"id": 70, "name": "Rita Moss"}]}, indent=1)
    )
    choices = Choices(columns={"project": "90"})

    assert beside([said, tickets, names], choices) == [tickets]
    ((_line, gate),) = recognise(tickets).read(choices)

    assert (gate.requester, gate.assignee, gate.group, gate.project) == (
        "Rita Moss",
        "Olaf Berg",
        "Yard",
        "Gates",
    )
    (bent,) = gate.comments
    assert (bent.body, bent.author, bent.is_internal, bent.at) == (
        "Bent.",
        "Olaf Berg",
        True,
        at(2024, 3, 5, 9),
    )
    assert (gate.status, gate.resolved_at, gate.problems) == (Status.CLOSED, at(2024, 3, 6, 11), [])


def test_zendesk_export_line_by_line_holds_people_and_comments_itself(tickets_of):
    whole = ZENDESK | {
        "requester": {"id": 70, "name": "Rita Moss"},
        "assignee": {"id": 71, "name": "Olaf Berg"},
        "comments": [
            {"id": 5, "author_id": 71, "body": "Done.", "public": True, "created_at": "2024-03-06T10:00:00Z"}
        ],
        "metric_set": {"solved_at": "2024-03-06T10:00:00Z"},
    }
    later = ZENDESK | {"id": 8, "requester_id": 71, "assignee_id": 99}

    product, (gate, other) = tickets_of(f"{json.dumps(whole)}\n{json.dumps(later)}\n")

    assert (product, gate.resolved_at, gate.comments[0].author) == (
        "zendesk",
        at(2024, 3, 6, 10),
        "Olaf Berg",
    )
    assert (other.requester, other.assignee) == ("Olaf Berg", "Zendesk 99")
    assert other.problems == [
        "the name of number 99 is not in the file",
        "the name of number 80 is not in the file",
    ]


def test_jira_table_with_repeated_columns_and_a_row_wider_than_the_header(tickets_of):
    product, (gate, lamp) = tickets_of(
        "\ufeffSummary,Issue key,Issue id,Issue Type,Status,Project name,Priority,Assignee,Assignee Id,Reporter,"
        "Reporter Id,Created,Resolved,Labels,Labels,Description,Comment,Comment\n"
        "The gate squeaks,Y-1,7,Bug,Done,Yard,Highest,Olaf Berg,a:71,Rita Moss,a:70,4/Mar/24 9:05 AM,"
        '6/Mar/24 12:30 AM,iron,loud,"Since\nMonday.",5/Mar/24 1:05 PM;a:71;Bent; badly,'
        "5/Mar/24 2:05 PM;a:99;Who?,more\n"
        "A lamp,Y-2,8,Task,Frobnicated,Yard,,,,Rita Moss,a:70,4/Mar/24 9:06 AM,,,,,no time here,\n"
    )

    assert (product, gate.key, gate.status, gate.priority) == (
        "jira",
        "7",
        Status.RESOLVED,
        Priority.CRITICAL,
    )
    assert (gate.opened_at, gate.resolved_at) == (at(2024, 3, 4, 9, 5), at(2024, 3, 6, 0, 30))
    assert gate.description == "Since\nMonday."
    assert [(said.at, said.author, said.body) for said in gate.comments] == [
        (at(2024, 3, 5, 13, 5), "Olaf Berg", "Bent; badly"),
        (at(2024, 3, 5, 14, 5), "a:99", "Who?"),
    ]
    assert (gate.facts["Labels"], gate.facts["Issue key"], gate.facts["beyond"]) == (
        ["iron", "loud"],
        "Y-1",
        ["more"],
    )
    assert (lamp.status, lamp.comments[0].body) == (Status.OPEN, "no time here")
    assert lamp.problems == ["unknown status “Frobnicated”, taken as Open"]


def test_freshdesk_table(tickets_of):
    product, (gate,) = tickets_of(
        "Ticket ID,Subject,Status,Priority,Type,Agent,Group,Created time,Resolved time,Closed time,"
        "Last update time,Resolution time (in hrs),Full name,Email\n"
        "7,The gate squeaks,Waiting on Customer,Medium,Incident,No Agent,No Group,2024-03-04 09:00:00,,,"
        "2024-03-04 10:00:00,5706:49:49,Rita Moss,rita@example.org\n"
    )

    assert (product, gate.status, gate.priority) == ("freshdesk", Status.WAITING, Priority.NICE)
    assert (gate.requester, gate.assignee, gate.group, gate.category) == ("Rita Moss", None, None, "Incident")
    assert gate.facts["Resolution time (in hrs)"] == "5706:49:49"


def test_freshdesk_dump(tickets_of):
    said = {"id": 5, "user_id": 70, "private": False, "created_at": "2024-03-05T09:00:00Z"}
    ticket = {
        "id": 7,
        "subject": "The gate squeaks",
        "status": 5,
        "priority": 4,
        "type": None,
        "requester_id": 70,
        "responder_id": 71,
        "group_id": None,
        "requester": {"id": 70, "name": "Rita Moss"},
        "stats": {"resolved_at": "2024-03-06T11:00:00Z", "closed_at": "2024-03-07T11:00:00Z"},
        "custom_fields": {"cf_project": "Gates", "cf_empty": None},
        "created_at": "2024-03-04T09:00:00Z",
        "updated_at": "2024-03-07T11:00:00Z",
        "description": "<div>Since<br>Monday.</div>",
        "description_text": "Since\nMonday.",
        "conversations": [
            said | {"body": "<div>See <a href='https://example.org/'>it</a></div>", "body_text": "See it"},
            said | {"id": 6, "user_id": 71, "private": True, "body": "<p>Bent.</p>", "body_text": "Bent."},
        ],
    }

    product, (gate,) = tickets_of([ticket])

    assert (product, gate.status, gate.priority, gate.project) == (
        "freshdesk",
        Status.CLOSED,
        Priority.CRITICAL,
        "Gates",
    )
    assert (gate.description, gate.html) == ("Since\nMonday.", False)
    assert (gate.resolved_at, gate.closed_at) == (at(2024, 3, 6, 11), at(2024, 3, 7, 11))
    see, bent = gate.comments
    assert (see.html, see.author, see.is_internal) == (True, "Rita Moss", False)
    assert (bent.body, bent.author, bent.is_internal) == ("Bent.", "Freshdesk 71", True)


def test_osticket_table_loses_its_guards_against_formulas(tickets_of):
    product, (gate,) = tickets_of(
        "\ufeffTicket Number;Date Created;Subject;From;From Email;Priority;Department;Help Topic;Current Status;"
        "Last Updated;Closed Date;Agent Assigned\n"
        "007;2024-03-04 09:00:00;'=cmd();Rita Moss;rita@example.org;Emergency;Yard;Gates;Archived;"
        "2024-03-06 11:00:00;2024-03-06 11:00:00;Olaf Berg\n"
    )

    assert (product, gate.key, gate.title) == ("osticket", "007", "=cmd()")
    assert (gate.status, gate.priority, gate.group) == (Status.CLOSED, Priority.CRITICAL, "Yard")
    assert gate.closed_at == at(2024, 3, 6, 11)


def test_glpi_95_in_french(tickets_of):
    product, (gate,) = tickets_of(
        '\ufeff"ID";"Titre";"Attribué à - Groupe de techniciens";"Statut";"Attribué à - Technicien";'
        '"Demandeur - Demandeur";"Date d\'ouverture";"Suivis - Description";"Priorité";\n'
        '"5\u00a0732\u00a0943";"L&#039;entrée";"Site > Cour > Nord\nSite";"En cours (Attribué)";"Berg Olaf\nMoss Ida";'
        '"Moss Rita";"04-03-2024 09:00";"Depuis lundi &gt; hier";"5";\n'
    )

    assert (product, gate.key, gate.title) == ("glpi", "5732943", "L'entrée")
    assert (gate.group, gate.project) == ("Site", "Cour > Nord")
    assert (gate.status, gate.priority) == (Status.IN_PROGRESS, Priority.CRITICAL)
    assert (gate.requester, gate.assignee, gate.facts["assignees"]) == (
        "Moss Rita",
        "Berg Olaf",
        ["Berg Olaf", "Moss Ida"],
    )
    assert (gate.opened_at, gate.description) == (at(2024, 3, 4, 9), "Depuis lundi > hier")


def test_glpi_10_in_english(tickets_of):
    product, (gate,) = tickets_of(
        '"ID";"Title";"Status";"Last update";"Opening date";"Priority";"Requester - Requester";'
        '"Assigned to - Technician";"Category";"Time to resolve"\n'
        '"7";"The gate squeaks";"Pending";"2024-03-05 09:00";"2024-03-04 09:00";"Very high";"Moss Rita";"";"Gates";""\n'
    )

    assert (product, gate.status, gate.priority) == ("glpi", Status.WAITING, Priority.CRITICAL)
    assert (gate.category, gate.updated_at) == ("Gates", at(2024, 3, 5, 9))


def test_redmine_in_french_is_latin_1(tickets_of):
    product, (gate,) = tickets_of(
        "#;Projet;Tracker;Statut;Priorité;Sujet;Auteur;Assigné à;Mis-à-jour;Catégorie;Créé;Fermé;Privée;Description\n"
        "7;Grilles;Anomalie;Fermé;Immédiat;L'entrée grince;Rita Moss;Olaf Berg;14/03/2024 09:00;Portes;"
        "04/03/2024 09:00;05/03/2024 10:00;Oui;Été comme hiver\n",
        encoding="latin-1",
    )

    assert (product, gate.title, gate.description) == ("redmine", "L'entrée grince", "Été comme hiver")
    assert (gate.status, gate.priority, gate.project) == (Status.CLOSED, Priority.CRITICAL, "Grilles")
    assert (gate.opened_at, gate.closed_at) == (at(2024, 3, 4, 9), at(2024, 3, 5, 10))
    assert gate.problems == ["it was private there; here the whole group sees it"]


def test_redmine_in_english_has_the_month_first_where_a_date_says_so(tickets_of):
    product, (gate, lamp) = tickets_of(
        "#,Project,Tracker,Status,Priority,Subject,Author,Assignee,Updated,Category,Created,Closed,Description\n"
        "7,Gates,Bug,New,Low,The gate squeaks,Rita Moss,,03/04/2024 09:00 AM,,03/04/2024 12:00 AM,,\n"
        "8,Gates,Bug,New,Low,A lamp,Rita Moss,,03/24/2024 09:00 AM,,03/24/2024 09:00 PM,,\n"
    )

    assert (product, gate.opened_at, lamp.opened_at) == ("redmine", at(2024, 3, 4), at(2024, 3, 24, 21))


RT = "id\tSubject\tStatus\tQueue\tOwner\tPriority\tRequestors\tCreated\tResolved\tLast Updated\n"


def test_request_tracker_table(tickets_of):
    product, (gate, lamp) = tickets_of(
        RT + "7\tThe gate squeaks\tresolved\tYard\tolaf\t90\trita@example.org, ida@example.org\t"
        "Mon Mar 04 09:00:07 2024\tWed Mar 06 11:00:00 2024\tWed Mar 06 11:00:00 2024\n"
        "8\tA lamp\tstalled\tYard\tNobody\t0\trita@example.org\tMon Mar 04 09:00:07 2024\tNot set\t2 days ago\n"
    )

    assert (product, gate.status, gate.priority) == ("rt", Status.RESOLVED, Priority.CRITICAL)
    assert (gate.requester, gate.assignee) == ("rita@example.org", "olaf")
    assert (gate.opened_at, gate.resolved_at) == (at(2024, 3, 4, 9, 0, 7), at(2024, 3, 6, 11))
    assert (lamp.status, lamp.priority, lamp.assignee) == (Status.WAITING, Priority.WHENEVER, None)
    assert lamp.problems == ["relative date “2 days ago”"]


def test_request_tracker_with_relative_times_only_is_refused(tickets_of):
    with pytest.raises(UnreadableFile, match="Its dates are relative, as in “3 weeks ago”"):
        tickets_of(
            RT
            + "7\tThe gate squeaks\topen\tYard\tNobody\t0\trita@example.org\t3 weeks ago\t\t1000 days ago\n"
        )


def test_github_issues(tickets_of):
    issue = {
        "id": 7001,
        "number": 7,
        "title": "The gate squeaks",
        "state": "closed",
        "state_reason": "completed",
        "user": {"login": "rita"},
        "assignee": {"login": "olaf"},
        "labels": [{"name": "gates"}, {"name": "loud"}, {"name": "gates"}],
        "milestone": {"title": "Spring"},
        "comments": 2,
        "repository_url": "https://api.github.com/repos/yard/gates",
        "created_at": "2024-03-04T09:00:00Z",
        "updated_at": "2024-03-06T11:00:00Z",
        "closed_at": "2024-03-06T11:00:00Z",
        "body": "It is **loud**, see #3.",
    }
    comment = {
        "id": 5,
        "user": {"login": "olaf"},
        "body": "<p>Bent.</p>",
        "created_at": "2024-03-05T09:00:00Z",
    }
    planned = issue | {"id": 7002, "state_reason": "not_planned", "comments": [comment], "milestone": None}

    product, (gate, other) = tickets_of([issue, planned])

    assert (product, gate.key, gate.group, gate.project) == ("github", "7001", "yard/gates", "Spring")
    assert (gate.category, gate.facts["labels"], gate.facts["number"]) == ("gates", ["gates", "loud"], 7)
    assert (gate.markdown, gate.html, gate.status) == (True, False, Status.CLOSED)
    assert gate.problems == ["2 of 2 comments are not in the file"]
    assert (other.status, other.comments[0].html, other.comments[0].author) == (Status.REJECTED, True, "olaf")


def test_gitlab_numbers_carry_the_path_of_their_project(tickets_of):
    product, (gate,) = tickets_of(
        "Title,Description,Issue ID,URL,State,Author,Author Username,Assignee,Assignee Username,Confidential,"
        "Created At (UTC),Updated At (UTC),Closed At (UTC),Milestone,Labels\n"
        'The gate squeaks,"See *it*",7,https://gitlab.example.org/yard/gates/-/issues/7,Open,Rita Moss,rita,'
        'Olaf Berg,olaf,Yes,2024-03-04 09:00:00,2024-03-05 09:00:00,,Spring,"gates,loud"\n'
    )

    assert (product, gate.key, gate.group, gate.project) == ("gitlab", "yard/gates#7", "yard/gates", "Spring")
    assert (gate.category, gate.markdown, gate.status) == ("gates", True, Status.OPEN)
    assert gate.problems == ["it was private there; here the whole group sees it"]


def test_trello_board(tickets_of):
    mover = {"id": "m2", "fullName": "Olaf Berg"}
    data = {"card": {"id": "65e58a00aaaa"}, "listBefore": {"name": "Doing"}, "listAfter": {"name": "Done"}}
    board = {
        "name": "Yard",
        "lists": [{"id": "l1", "name": "Doing"}, {"id": "l2", "name": "Done"}],
        "labels": [{"id": "b1", "name": "Urgent"}, {"id": "b2", "name": "Gates"}],
        "members": [{"id": "m1", "fullName": "Rita Moss"}, mover],
        "cards": [
            {
                "id": "65e58a00aaaa",
                "idBoard": "y",
                "idList": "l2",
                "idLabels": ["b1", "b2"],
                "idMembers": ["m2", "m1"],
                "name": "The gate squeaks",
                "desc": "*Loud*",
                "closed": True,
                "dateLastActivity": "2024-03-07T11:00:00.000Z",
                "badges": {"comments": 3},
            }
        ],
        "actions": [
            {"type": "updateCard", "date": "2024-03-06T11:00:00.000Z", "idMemberCreator": "m2", "data": data},
            {
                "id": "c1",
                "type": "commentCard",
                "date": "2024-03-05T11:00:00.000Z",
                "idMemberCreator": "gone",
                "memberCreator": {"username": "ida"},
                "data": {"card": {"id": "65e58a00aaaa"}, "text": "Bent."},
            },
        ],
    }

    product, (gate,) = tickets_of(json.dumps(board, indent=1))

    assert (product, gate.group, gate.priority, gate.category) == (
        "trello",
        "Yard",
        Priority.CRITICAL,
        "Gates",
    )
    assert (gate.status, gate.assignee, gate.opened_at) == (
        Status.RESOLVED,
        "Olaf Berg",
        at(2024, 3, 4, 8, 44, 48),
    )
    assert gate.history == [Happened("status", at(2024, 3, 6, 11), "Doing", "Done", "Olaf Berg")]
    assert (gate.resolved_at, gate.facts["members"]) == (at(2024, 3, 6, 11), ["Olaf Berg", "Rita Moss"])
    assert [(said.body, said.author) for said in gate.comments] == [("Bent.", "ida")]
    assert gate.problems == ["2 of 3 comments are not in the file", "no requester"]


LOG = (
    "number,incident_state,made_sla,reopen_count,sys_mod_count,caller_id,opened_at,sys_updated_by,sys_updated_at,"
    "category,subcategory,u_symptom,location,priority,assignment_group,assigned_to,resolved_by,resolved_at,closed_at\n"
)


def log_row(number, state, change, day, group="Yard", to="?"):
    return (
        f"{number},{state},true,0,{change},Rita Moss,4/3/2024 09:00,Olaf Berg,{day}/3/2024 10:00,Gates,Hinges,?,"
        f"North,2 - High,{group},{to},Olaf Berg,6/3/2024 10:00,?\n"
    )


def test_servicenow_log_is_one_ticket_with_history_for_each_number_even_when_rows_are_apart(tickets_of):
    product, (gate, lamp) = tickets_of(
        LOG
        + log_row("INC1", "New", 0, 4)
        + log_row("INC2", "Active", 0, 31)
        + log_row("INC1", "Resolved", 2, 6, group="?", to="Olaf Berg")
        + log_row("INC1", "Active", 1, 5, group="Roof")
    )

    assert (product, gate.key, lamp.key, gate.title) == ("servicenow", "INC1", "INC2", "Gates / Hinges")
    assert (gate.status, gate.group, gate.assignee, gate.priority) == (
        Status.RESOLVED,
        "Roof",
        "Olaf Berg",
        Priority.IMPORTANT,
    )
    assert [(h.field, h.old, h.new, h.at.day) for h in gate.history] == [
        ("status", None, "New", 4),
        ("group", None, "Yard", 4),
        ("priority", None, "2 - High", 4),
        ("status", "New", "Active", 5),
        ("group", "Yard", "Roof", 5),
        ("status", "Active", "Resolved", 6),
        ("assignee", None, "Olaf Berg", 6),
    ]
    assert (gate.facts["reopened"], gate.facts["sla_met"]) == (0, True)


def test_any_table_by_usual_names_or_by_what_somebody_says(tickets_of):
    text = (
        "N°;Objet;Quoi;Date;Qui\n7;Entrée;Elle grince;04/03/2024;Rita Moss\n8;Lampe;<p>Non</p>;14/03/2024;\n"
    )

    product, (gate, lamp) = tickets_of(text, columns={"description": "Quoi", "requester": "Qui"})

    assert (product, gate.source, gate.key, gate.title) == ("table", "export", "7", "Entrée")
    assert (gate.description, gate.requester, gate.opened_at) == ("Elle grince", "Rita Moss", at(2024, 3, 4))
    assert (lamp.html, lamp.requester, gate.html) == (True, None, False)
    untitled, _lamp = tickets_of("Wann;Was\n;Elle grince depuis lundi\n;x\n", columns={"description": "Was"})[
        1
    ]
    assert (untitled.title, untitled.problems) == ("Elle grince depuis lundi", [])
    with pytest.raises(UnreadableFile, match="There is no column “Wer”"):
        tickets_of(text, columns={"requester": "Wer"})


def test_words_and_zone_and_source_can_be_said(tickets_of):
    from zoneinfo import ZoneInfo

    _product, (gate,) = tickets_of(
        "id,title,status,priority,created\n7,Gate,Frobnicated,P1,2024-07-04 09:00\n",
        statuses={"frobnicated": Status.WAITING},
        priorities={"P1": Priority.CRITICAL},
        zone=ZoneInfo("Europe/Paris"),
        source="second",
    )

    assert (gate.status, gate.priority, gate.source) == (Status.WAITING, Priority.CRITICAL, "second")
    assert (gate.opened_at, gate.problems) == (at(2024, 7, 4, 7), [])


def test_a_ticket_whose_end_has_an_impossible_date_is_closed_all_the_same(tickets_of):
    _product, (gate,) = tickets_of("title,created,closed,status\nGate,2024-03-04,1401-01-01,all disclosed\n")

    assert (gate.status, gate.closed_at) == (Status.CLOSED, None)
    assert gate.problems == [
        "impossible date “1401-01-01”",
        "unknown status “all disclosed”, taken as Closed",
    ]
