"""Addresses of approvals: the inbox and the page of one decision."""

from django.urls import path

from approvals import views

app_name = "approvals"

urlpatterns = [
    path("", views.InboxView.as_view(), name="inbox"),
    path("<int:pk>/", views.DecideView.as_view(), name="decide"),
]
