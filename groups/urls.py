"""Addresses of groups, memberships, invitations and projects."""

from django.urls import path

from groups.views import groups, invitations, people, projects

app_name = "groups"

urlpatterns = [
    # Finding and starting groups
    path("", groups.GroupListView.as_view(), name="list"),
    path("new/", groups.NewGroupView.as_view(), name="new"),
    # A group
    path("<int:pk>/edit/", groups.EditView.as_view(), name="edit"),
    path("<int:pk>/join/", groups.JoinView.as_view(), name="join"),
    path("<int:pk>/leave/", groups.LeaveView.as_view(), name="leave"),
    path("<int:pk>/adopt/", groups.AdoptView.as_view(), name="adopt"),
    path("<int:pk>/hand-over/", groups.HandOverView.as_view(), name="hand_over"),
    path("<int:pk>/close/", groups.CloseView.as_view(), name="close"),
    path("<int:pk>/reopen/", groups.ReopenView.as_view(), name="reopen"),
    path("<int:pk>/delete/", groups.DeleteView.as_view(), name="delete"),
    # Its people
    path("<int:pk>/people/", people.PeopleView.as_view(), name="people"),
    path("<int:pk>/people/<int:user_pk>/rank/", people.RankView.as_view(), name="rank"),
    path("<int:pk>/people/<int:user_pk>/remove/", people.RemoveView.as_view(), name="remove"),
    # Invitations
    path("<int:pk>/invite/", invitations.InviteView.as_view(), name="invite"),
    path("invitations/", invitations.InvitationListView.as_view(), name="invitations"),
    path("invitations/<int:pk>/accept/", invitations.AcceptView.as_view(), name="accept"),
    path("invitations/<int:pk>/decline/", invitations.DeclineView.as_view(), name="decline"),
    path("invitations/<int:pk>/withdraw/", invitations.WithdrawView.as_view(), name="withdraw"),
    # Projects
    path("<int:pk>/projects/", projects.ProjectListView.as_view(), name="projects"),
    path("<int:pk>/projects/new/", projects.NewProjectView.as_view(), name="project_new"),
    path("projects/<int:pk>/edit/", projects.EditView.as_view(), name="project_edit"),
    path("projects/<int:pk>/people/", projects.PeopleView.as_view(), name="project_people"),
    path("projects/<int:pk>/join/", projects.JoinView.as_view(), name="project_join"),
    path("projects/<int:pk>/leave/", projects.LeaveView.as_view(), name="project_leave"),
    path("projects/<int:pk>/hand-over/", projects.HandOverView.as_view(), name="project_hand_over"),
    path("projects/<int:pk>/close/", projects.CloseView.as_view(), name="project_close"),
    path("projects/<int:pk>/reopen/", projects.ReopenView.as_view(), name="project_reopen"),
]
