"""What people type about themselves: sign-in, sign-up, address, password, profile."""

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.adapter import refuse_foreign_domain
from accounts.time_zones import zone_choices
from ticketsite.kit.text import LineField

PASSWORD_LENGTH = 1000


def plain_fields(form, **labels):
    """Give fields our labels, and no placeholder: a label stays when one types."""
    for name, label in labels.items():
        form.fields[name].label = label
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


def new_password(form, name):
    """Say what a good password is where one is chosen."""
    form.fields[name].help_text = _(
        "At least 10 characters; not only digits, not a common one, nothing like your name."
    )
    form.fields[name].max_length = PASSWORD_LENGTH


class SignInForm(allauth_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = LineField(
            max_length=254, widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True})
        )
        self.order_fields(["login", "password", "remember"])
        self.fields["password"].help_text = ""
        plain_fields(
            self, login=_("Username or e-mail"), password=_("Password"), remember=_("Stay signed in")
        )


class SignUpForm(allauth_forms.SignupForm):
    name = LineField(max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["name", "username", "email", "password1", "password2"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("What others read beside your tickets. You may leave it empty.")
        self.fields["username"].help_text = _("Letters, digits and . + - _")
        new_password(self, "password1")
        plain_fields(
            self,
            name=_("Name"),
            username=_("Username"),
            email=_("E-mail"),
            password1=_("Password"),
            password2=_("Password, again"),
        )

    def clean_email(self):
        refuse_foreign_domain(self.cleaned_data["email"])
        return super().clean_email()

    def try_save(self, request):
        """An address that has an account costs the same time as a new one, and gets the same answer."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
            return super().try_save(request)
        with transaction.atomic():
            return super().try_save(request)


class ChangeAddressForm(allauth_forms.AddEmailForm):
    password = forms.CharField(
        strip=False,
        max_length=PASSWORD_LENGTH,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plain_fields(self, email=_("New e-mail"), password=_("Your password"))

    def clean_email(self):
        refuse_foreign_domain(self.cleaned_data["email"])
        return super().clean_email()

    def clean_password(self):
        if not self.user.check_password(self.cleaned_data["password"]):
            raise get_adapter().validation_error("enter_current_password")
        return self.cleaned_data["password"]


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""
        new_password(self, "password1")
        plain_fields(
            self,
            oldpassword=_("Current password"),
            password1=_("New password"),
            password2=_("New password, again"),
        )


class FirstPasswordForm(allauth_forms.SetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        new_password(self, "password1")
        plain_fields(self, password1=_("New password"), password2=_("New password, again"))


class ForgottenPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plain_fields(self, email=_("E-mail"))


class ChosenPasswordForm(allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        new_password(self, "password1")
        plain_fields(self, password1=_("New password"), password2=_("New password, again"))


class ProfileForm(forms.Form):
    name = LineField(
        max_length=120,
        required=False,
        label=_("Name"),
        help_text=_("What others read beside your tickets. Without one they read your username."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(required=False, label=_("Language"))
    time_zone = forms.ChoiceField(required=False, label=_("Time zone"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("As my browser says")), *settings.LANGUAGES]
        site_zone = _("The site's: %(zone)s") % {"zone": settings.TIME_ZONE}
        self.fields["time_zone"].choices = [("", site_zone), *zone_choices()]
