"""Files: taken within limits, given out only through the rights check, never able to run."""

import logging
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from moto import mock_aws

from tickets.forms import CommentForm
from tickets.models import Attachment

EXE = b"MZ\x90\x00" + bytes(60)


@pytest.fixture
def attach(open_ticket, ana):
    """attach(name, data): ana raises a ticket with this file."""

    def make(name="plan.pdf", data=b"%PDF-1.4 words"):
        return open_ticket(files=[SimpleUploadedFile(name, data)]).files.get()

    return make


def get(client, person, file, method="get"):
    """The response, read to its end."""
    client.force_login(person)
    response = getattr(client, method)(file.get_absolute_url())
    response.bytes = b"".join(response.streaming_content) if response.streaming else response.content
    for (
        close
    ) in response._resource_closers:  # HEAD has nothing to read, and response.close() ends the database
        close()
    return response


@pytest.mark.parametrize("name", ("page.html", "picture.svg", "script.js", "plan.pdf"))
def test_a_file_comes_as_a_download_that_can_never_run(client, attach, ana, name):
    response = get(client, ana, attach(name, b"<script>alert(1)</script>"))

    assert response.bytes == b"<script>alert(1)</script>"
    expected = {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Content-Length": "25",
    }
    assert {header: response[header] for header in expected} == expected


@pytest.mark.parametrize(
    "name, disposition",
    (
        ('a"b\\c.txt', 'attachment; filename="a\\"b\\\\c.txt"'),
        ("été.txt", "attachment; filename*=utf-8''%C3%A9t%C3%A9.txt"),
        ("a\r\nSet-Cookie: x.txt", 'attachment; filename="aSet-Cookie: x.txt"'),
        ("\u202egpj.exe", 'attachment; filename="gpj.exe"'),
        ("\n", 'attachment; filename="file"'),
    ),
)
def test_the_name_survives_and_breaks_no_header(client, attach, ana, name, disposition):
    file = attach()
    Attachment.objects.filter(pk=file.pk).update(name=name)

    assert get(client, ana, file)["Content-Disposition"] == disposition


def test_head_gives_the_headers(client, attach, ana):
    response = get(client, ana, attach(), "head")

    assert (response.status_code, response["Content-Length"]) == (200, "14")
    assert response["Content-Disposition"] == 'attachment; filename="plan.pdf"'


def test_nothing_else_is_answered(client, attach, ana):
    file = attach()

    assert [get(client, ana, file, method).status_code for method in ("post", "put", "delete")] == [405] * 3


def test_a_removed_file_is_gone(client, attach, ana):
    file = attach()
    file.remove(by=ana)

    assert get(client, ana, file).status_code == 404


def test_bytes_that_are_missing_are_told_kindly_and_logged(client, attach, ana, caplog):
    file = attach()
    Path(default_storage.path(file.file.name)).unlink()

    with caplog.at_level(logging.ERROR, logger="tickets.views.files"):
        response = get(client, ana, file)

    assert response.status_code == 404
    assert "This file is missing" in response.text
    assert [record.message for record in caplog.records if record.name == "tickets.views.files"] == [
        f"The bytes of file {file.pk} ({file.file.name}) are missing."
    ]


@pytest.fixture
def bucket(settings, monkeypatch):
    """The default store is a bucket."""
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="k", aws_secret_access_key="s")
        client.create_bucket(Bucket="tickets")
        settings.STORAGES = settings.STORAGES | {
            "default": {
                "BACKEND": "storages.backends.s3.S3Storage",
                "OPTIONS": {
                    "bucket_name": "tickets",
                    "region_name": "us-east-1",
                    "access_key": "k",
                    "secret_key": "s",
                    "signature_version": "s3v4",
                },
            }
        }
        yield client


def test_a_bucket_gives_the_file_out_by_a_short_signed_link(bucket, client, attach, ana, zoe):
    file = attach("été.html", b"<script>")

    response = get(client, ana, file)

    link = urlsplit(response["Location"])
    query = {name: values[0] for name, values in parse_qs(link.query).items()}
    assert (response.status_code, response["Cache-Control"]) == (302, "private, no-store")
    assert link.path.endswith(file.file.name)
    assert query["X-Amz-Expires"] == "60"
    assert query["response-content-type"] == "application/octet-stream"
    assert query["response-content-disposition"] == "attachment; filename*=utf-8''%C3%A9t%C3%A9.html"
    assert "X-Amz-Signature" in query
    assert get(client, zoe, file).status_code == 404

    bucket.delete_object(Bucket="tickets", Key=file.file.name)
    assert get(client, ana, file).status_code == 404


class Uploads(dict):
    getlist = dict.get


def check(*uploads):
    form = CommentForm({"body": "words"}, Uploads(files=list(uploads)))
    return list(form.errors.get("files", []))[:-1]


def test_files_within_the_limits_are_taken(db):
    assert check() == []
    assert check(SimpleUploadedFile("a.txt", b"1"), SimpleUploadedFile("noending", b"2")) == []


def test_each_file_that_is_too_much_is_named(settings):
    settings.FILE_MAX_MB, settings.FILES_PER_UPLOAD = 1, 2
    big = SimpleUploadedFile("big.bin", bytes(1024 * 1024 + 1))
    small = SimpleUploadedFile("small.bin", bytes(1024 * 1024))

    assert check(small, big) == ["big.bin is larger than 1 MB."]
    assert check(small, small, small) == ["At most 2 files can be attached at once."]
    assert check(SimpleUploadedFile("empty.txt", b"")) == ["empty.txt is empty."]


@pytest.mark.parametrize(
    "name, data", (("setup.exe", b"x"), ("SETUP.BAT", b"x"), ("setup.exe.", b"x"), ("holiday.jpg", EXE))
)
def test_programs_are_refused_by_name_and_by_content(name, data):
    assert check(SimpleUploadedFile(name, data)) == [
        f"{name} is a program, and programs are not taken. Pack it into an archive."
    ]


def test_the_operator_chooses_what_is_refused(settings):
    settings.FILE_TYPES_REFUSED = ["zip"]

    assert check(SimpleUploadedFile("setup.exe", b"x")) == []
    assert len(check(SimpleUploadedFile("a.zip", b"x"))) == 1


def test_a_refused_file_keeps_the_words_and_says_that_browsers_do_not_keep_files(client, open_ticket, ana):
    client.force_login(ana)

    response = client.post(
        reverse("tickets:comment", args=[open_ticket().pk]),
        {"body": "See here", "files": [SimpleUploadedFile("setup.exe", b"x")]},
    )

    assert response.context["form"]["body"].value() == "See here"
    assert response.context["form"].errors["files"] == [
        "setup.exe is a program, and programs are not taken. Pack it into an archive.",
        "Please choose the files again: browsers do not keep them.",
    ]
    assert not Attachment.objects.exists()


def test_who_attached_it_removes_it_and_a_colleague_is_told_why_not(client, attach, ana, tom):
    file = attach()
    url = reverse("tickets:file_remove", args=[file.pk])

    client.force_login(tom)
    response = client.post(url, follow=True)
    assert "Only whoever attached it and moderators remove a file." in response.text
    assert response.redirect_chain == [(file.ticket.get_absolute_url(), 302)]

    client.force_login(ana)
    client.post(url)
    file.refresh_from_db()
    assert file.removed_at
