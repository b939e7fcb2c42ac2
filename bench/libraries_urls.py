"""The addresses that the libraries bring along; `check` imports what stands behind them."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls), path("accounts/", include("allauth.account.urls"))]
