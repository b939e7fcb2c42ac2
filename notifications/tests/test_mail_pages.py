"""Pages that mails lead to, the health page, and the jobs that come back."""

import pytest
from django.core.mail import EmailMessage, get_connection, send_mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from notifications import jobs
from notifications.mailing.compose import unsubscribe_token
from notifications.models import Choice, Mail, Periodic
from notifications.models.mail import Kind, State
from notifications.topics import Speed, Topic
from ticketsite.testing import free_port


def way_out(person, *topics):
    return reverse("notifications:unsubscribe", kwargs={"token": unsubscribe_token(person, topics)})


@pytest.fixture
def address(ana):
    return way_out(ana, Topic.PROGRESS)


def test_looking_at_the_way_out_changes_nothing(client, address, ana):
    assert client.get(address).status_code == 200
    assert Choice.objects.of(ana)[Topic.PROGRESS] == (True, Speed.SOON)


def test_one_click_mutes_exactly_the_rule_that_sent_the_mail(client, address, ana):
    before = Choice.objects.of(ana)
    response = client.post(address, {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 204
    assert Choice.objects.of(ana) == before | {Topic.PROGRESS: (True, Speed.OFF)}


def test_one_click_out_of_a_joined_mail_mutes_all_rules_that_sent_it_and_a_decision_keeps_the_digest(
    client, ana
):
    before = Choice.objects.of(ana)
    address = way_out(ana, Topic.COMMENT, Topic.DECISION)
    page = client.get(address).text
    assert "Comments and answers" in page
    assert "you still hear of it in your digest" in page

    assert client.post(address).status_code == 302
    muted = {Topic.COMMENT: (True, Speed.OFF), Topic.DECISION: (True, Speed.DIGEST)}
    assert Choice.objects.of(ana) == before | muted


def test_an_invented_way_out_is_nowhere(client, address, ana):
    assert client.post(address[:-4] + "xxx/").status_code == 404
    ana.pk += 1000
    for nowhere in (way_out(ana, Topic.COMMENT), way_out(ana, "invented")):
        assert client.post(nowhere).status_code == 404


def test_health_is_for_admins(client, ada, tom):
    client.force_login(tom)
    assert client.get(reverse("health")).status_code == 404

    Mail.objects.create(address="a@example.org", kind=Kind.ACCOUNT, message_id="<1@x>")
    client.force_login(ada)
    response = client.get(reverse("health"))
    assert (response.context["backlog"], response.context["is_working"]) == (1, False)


def test_written_mails_are_shown_in_development_and_nowhere_else(client, ada, settings, tmp_path):
    files = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    with get_connection(files, file_path=tmp_path) as connection:
        for subject in ("Première", "Dernière"):
            EmailMessage(
                subject, "<b>Où</b> ? http://example.org/x", None, ["a@example.org"], connection=connection
            ).send()
    client.force_login(ada)

    def look(**values):
        for name, value in values.items():
            setattr(settings, name, value)
        return client.get(reverse("notifications:written_mails"))

    assert look(DEBUG=False, MAIL_SENDER=files).status_code == 404
    assert look(DEBUG=True, MAIL_SENDER="django.core.mail.backends.smtp.EmailBackend").status_code == 404
    page = look(DEBUG=True, MAIL_SENDER=files)
    assert [mail.subject for mail in page.context["mails"]] == ["Dernière", "Première"]
    assert "&lt;b&gt;Où&lt;/b&gt; ?" in page.text
    assert 'href="http://example.org/x"' in page.text
    assert reverse("notifications:written_mails") in client.get(reverse("notifications:list")).text


@pytest.mark.django_db(transaction=True)
def test_mails_of_accounts_go_through_the_outbox_and_leave_no_links_behind(settings, mailoutbox):
    settings.EMAIL_BACKEND = "notifications.backend.OutboxBackend"
    send_mail("Your password", "https://example.org/secret", None, ["ana@example.org"])
    mail = Mail.objects.get()
    assert (mail.kind, mail.state, mailoutbox) == (Kind.ACCOUNT, State.QUEUED, [])

    call_command("work", "--once")

    mail.refresh_from_db()
    assert (mail.state, mail.details) == (State.SENT, {})
    assert [(message.to, message.body) for message in mailoutbox] == [
        (["ana@example.org"], "https://example.org/secret")
    ]


def test_a_test_mail_goes_past_the_outbox_and_says_what_happened(settings, mailoutbox, capsys):
    call_command("send_test_mail", "ana@example.org")
    assert ([message.to for message in mailoutbox], capsys.readouterr().out) == (
        [["ana@example.org"]],
        "Sent to ana@example.org.\n",
    )

    settings.MAIL_SENDER = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    for address, answer in (
        ("ana@example.org", "did not take it: .* refused"),
        ("a\nb@example.org", "no address"),
    ):
        with pytest.raises(CommandError, match=answer):
            call_command("send_test_mail", address)


@pytest.mark.django_db(transaction=True)
def test_a_failing_job_is_put_in_again_later(monkeypatch):
    def break_down():
        raise OSError("no")

    monkeypatch.setattr(jobs.reminding, "remind", break_down)
    jobs.remind.enqueue()
    call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0)

    failed, again = DBTaskResult.objects.order_by("enqueued_at")
    assert (failed.status, again.status) == ("FAILED", "READY")
    assert again.run_after > timezone.now()
    assert again.args_kwargs["kwargs"] == {"attempt": 2}


def test_a_job_whose_worker_died_is_given_back(db):
    jobs.tidy.enqueue()
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - 2 * jobs.LOST_AFTER)
    assert jobs.reap() == 1
    assert DBTaskResult.objects.get().status == "READY"


def test_the_clock_enqueues_each_job_once_until_it_is_due_again(db):
    jobs.tick()
    jobs.tick()
    assert DBTaskResult.objects.count() == len(jobs.PERIODIC)

    Periodic.objects.filter(name="tidy").update(next_at=timezone.now())
    jobs.tick()
    assert DBTaskResult.objects.count() == len(jobs.PERIODIC) + 1
