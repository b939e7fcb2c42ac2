"""Under me/: one's own profile and absences, and the directory entries of colleagues."""

from django.urls import path

from accounts import absences, views

app_name = "accounts"

urlpatterns = [
    path("", views.ProfileView.as_view(), name="profile"),
    path("sign-out-elsewhere/", views.SignOutElsewhereView.as_view(), name="sign_out_elsewhere"),
    path("absences/", absences.AbsencesView.as_view(), name="absences"),
    path("absences/<int:pk>/end/", absences.EndAbsenceView.as_view(), name="absence_end"),
    path("people/<int:pk>/", views.PersonView.as_view(), name="person"),
    path("people/by-name/<str:username>/", views.NamedPersonView.as_view(), name="person_by_name"),
]
