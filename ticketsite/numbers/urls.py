"""Addresses of numbers: the person's own dashboards, those of groups and projects."""

from django.urls import path

from ticketsite.numbers import views

app_name = "numbers"

urlpatterns = [
    path("", views.OwnView.as_view(), name="home"),
    path("<slug:name>/", views.OwnView.as_view(), name="own"),
    path("groups/<int:pk>/", views.GroupView.as_view(), name="group"),
    path("projects/<int:pk>/", views.ProjectView.as_view(), name="project"),
]
