"""Make the first Admin: asks, or reads ADMIN_USERNAME, ADMIN_EMAIL, ADMIN_PASSWORD and ADMIN_NAME."""

import os
import sys
from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Role, User


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        given = {
            "username": os.environ.get("ADMIN_USERNAME", ""),
            "email": os.environ.get("ADMIN_EMAIL", ""),
            "password": os.environ.get("ADMIN_PASSWORD", ""),
            "name": os.environ.get("ADMIN_NAME", ""),
        }
        given["username"] = given["username"] or self.ask("username")
        if self.is_there(given["username"]):
            self.stderr.write(f"{given['username']} is an Admin already; nothing changed.")
            return
        for part in ("email", "password"):
            given[part] = given[part] or self.ask(part)
        self.refuse_mistakes(given)
        admin = User.objects.create_verified(role=Role.ADMIN, **given)
        self.stderr.write(
            f"{admin.username} is an Admin now and signs in with this username or {admin.email}."
        )

    def ask(self, part):
        if not sys.stdin.isatty():
            raise CommandError(f"ADMIN_{part.upper()} is not set, and there is no terminal to ask in.")
        return (getpass if part == "password" else input)(f"{part.capitalize()}: ").strip()

    def is_there(self, username):
        person = User.objects.filter(username=username).first()
        if person and not (person.is_admin and person.is_active):
            raise CommandError(f"{username} is there, but not as an active Admin; an Admin may change that.")
        return person is not None

    def refuse_mistakes(self, given):
        person = User(role=Role.ADMIN, **{part: text for part, text in given.items() if part != "password"})
        try:
            person.clean_fields(exclude=["password", "known_as"])
            person.validate_constraints()
            if not given["email"]:
                raise ValidationError("An e-mail is needed.")
            validate_password(given["password"], person)
        except ValidationError as mistake:
            raise CommandError(" ".join(mistake.messages)) from mistake
