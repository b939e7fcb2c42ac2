"""A person's own page, everybody's entry in the directory, and signing up."""

from allauth.account.views import SignupView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.translation import gettext
from django.views.generic import DetailView, FormView, RedirectView, View
from django.views.i18n import set_language

from accounts import rules
from accounts.forms import ProfileForm
from accounts.models import Browser, User


class ProfileView(FormView):
    """me/: name, language and time zone; the rest of the account is shown, with who changes it."""

    form_class = ProfileForm
    template_name = "accounts/profile.html"
    success_url = reverse_lazy("accounts:profile")

    def get_initial(self):
        user = self.request.user
        return {"name": user.name, "language": user.language, "time_zone": user.time_zone}

    def form_valid(self, form):
        self.request.user.update_profile(by=self.request.user, **form.cleaned_data)
        with translation.override(form.cleaned_data["language"] or None):
            messages.success(self.request, gettext("Your profile is saved."))
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        browsers = self.request.user.browsers.by_last_use()
        here = Browser.objects.of_request(self.request)
        return super().get_context_data(browsers=browsers, here=here, **kwargs)


class SignOutElsewhereView(View):
    """POST me/sign-out-elsewhere/: all other sessions of one's own account end, this one goes on."""

    http_method_names = ("post", "options")

    def post(self, request):
        request.user.sign_out_elsewhere(by=request.user, here=Browser.objects.of_request(request))
        update_session_auth_hash(request, request.user)
        messages.success(request, gettext("Everywhere else you are signed out."))
        return redirect("accounts:profile")


class PersonView(DetailView):
    """me/people/7/: what every colleague may know of a person; the e-mail for who may view the account."""

    queryset = User.objects.for_list()
    context_object_name = "person"
    template_name = "accounts/person.html"

    def get_context_data(self, **kwargs):
        user, person = self.request.user, self.object
        return super().get_context_data(
            may_view_account=rules.may_view(user, person),
            may_deactivate=person.is_active and rules.may_deactivate(user, person),
            may_reactivate=not person.is_active and rules.may_manage(user, person),
            **kwargs,
        )


class NamedPersonView(RedirectView):
    """me/people/by-name/ana/: where a mention leads."""

    def get_redirect_url(self, username):
        return get_object_or_404(User, username=username).get_absolute_url()


class SignUpView(SignupView):
    """Two who ask for one name at once: the slower one is told beside the field."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except IntegrityError:
            again = self.get_form_class()(**self.get_form_kwargs())
            return super().form_valid(again) if again.is_valid() else self.form_invalid(again)


@login_not_required
def choose_language(request):
    """POST: the language of this browser, and of the account of whoever is signed in."""
    response = set_language(request)
    language = request.POST.get("language", "")
    if request.method == "POST" and request.user.is_authenticated and language in dict(settings.LANGUAGES):
        request.user.update_profile(by=request.user, language=language)
    return response
