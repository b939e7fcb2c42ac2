"""Addresses of tickets: lists, the ticket's page, a verb each, files."""

from django.urls import path

from tickets.views import bulk, catalogue, comments, files, imports, lists, saved, search, ticket, verbs

app_name = "tickets"

# The lists.
overviews = [
    path("", lists.HomeView.as_view(), name="home"),
    path("mine/", lists.MineView.as_view(), name="mine"),
    path("waiting/", lists.WaitingView.as_view(), name="waiting"),
    path("waiting/next/", lists.NextView.as_view(), name="next"),
    path("work/", lists.WorkView.as_view(), name="work"),
    path("archive/", lists.ArchiveView.as_view(), name="archive"),
    path("bin/", lists.BinView.as_view(), name="bin"),
    path("tickets/", lists.AllView.as_view(), name="list"),
    path("search/", search.SearchView.as_view(), name="search"),
    path("search/complete/", search.CompleteView.as_view(), name="complete"),
    path("groups/<int:pk>/", lists.GroupView.as_view(), name="group"),
    path("projects/<int:pk>/", lists.ProjectView.as_view(), name="project"),
]

# Views of lists.
views = [
    path("start/", saved.StartView.as_view(), name="start"),
    path("views/", saved.ViewsView.as_view(), name="views"),
    path("views/new/", saved.KeepView.as_view(), name="view_new"),
    path("views/<int:pk>/", saved.OpenView.as_view(), name="view"),
    path("views/<int:pk>/edit/", saved.EditViewView.as_view(), name="view_edit"),
    path("views/<int:pk>/refilter/", saved.RefilterView.as_view(), name="view_refilter"),
    path("views/<int:pk>/delete/", saved.RemoveViewView.as_view(), name="view_delete"),
]

# A ticket that is being written, and many at once.
before_one = [
    path("tickets/new/mentionable/", comments.MentionableInNewView.as_view(), name="mentionable_in_new"),
    path("tickets/new/similar/", catalogue.SimilarView.as_view(), name="similar"),
    path("tickets/bulk/", bulk.BulkView.as_view(), name="bulk"),
    path("tickets/bulk/report/", bulk.BulkReportView.as_view(), name="bulk_report"),
]

# One ticket: its pages.
pages = [
    path("tickets/new/", catalogue.NewTicketView.as_view(), name="new"),
    path("tickets/<int:pk>/", ticket.TicketView.as_view(), name="ticket"),
    path("tickets/<int:pk>/edit/", ticket.EditView.as_view(), name="edit"),
    path("tickets/<int:pk>/history/", ticket.HistoryView.as_view(), name="history"),
    path("tickets/<int:pk>/who/", ticket.WhoView.as_view(), name="who"),
]

# One ticket: a verb each.
acts = [
    path("tickets/<int:pk>/claim/", verbs.ClaimView.as_view(), name="claim"),
    path("tickets/<int:pk>/drop/", verbs.DropView.as_view(), name="drop"),
    path("tickets/<int:pk>/release/", verbs.ReleaseView.as_view(), name="release"),
    path("tickets/<int:pk>/ask-takeover/", verbs.AskTakeoverView.as_view(), name="ask_takeover"),
    path("tickets/<int:pk>/hand-over/", verbs.HandOverView.as_view(), name="hand_over"),
    path("tickets/<int:pk>/assign/", verbs.AssignView.as_view(), name="assign"),
    path("tickets/<int:pk>/wait/", verbs.WaitView.as_view(), name="wait"),
    path("tickets/<int:pk>/resume/", verbs.ResumeView.as_view(), name="resume"),
    path("tickets/<int:pk>/resolve/", verbs.ResolveView.as_view(), name="resolve"),
    path("tickets/<int:pk>/confirm/", verbs.ConfirmView.as_view(), name="confirm"),
    path("tickets/<int:pk>/reopen/", verbs.ReopenView.as_view(), name="reopen"),
    path("tickets/<int:pk>/take-up/", verbs.TakeUpView.as_view(), name="take_up"),
    path("tickets/<int:pk>/close/", verbs.CloseView.as_view(), name="close"),
    path("tickets/<int:pk>/withdraw/", verbs.WithdrawView.as_view(), name="withdraw"),
    path("tickets/<int:pk>/move/", verbs.MoveView.as_view(), name="move"),
    path("tickets/<int:pk>/project/", verbs.PlaceView.as_view(), name="place"),
    path("tickets/<int:pk>/category/", catalogue.RecategoriseView.as_view(), name="recategorise"),
    path("tickets/<int:pk>/priority/", verbs.PriorityView.as_view(), name="priority"),
    path("tickets/<int:pk>/due/", verbs.DueView.as_view(), name="due"),
    path("tickets/<int:pk>/follow/", verbs.FollowView.as_view(), name="follow"),
    path("tickets/<int:pk>/me-too/", verbs.MeTooView.as_view(), name="me_too"),
    path("tickets/<int:pk>/unfollow/", verbs.UnfollowView.as_view(), name="unfollow"),
    path("tickets/<int:pk>/add-follower/", verbs.AddFollowerView.as_view(), name="add_follower"),
    path("tickets/<int:pk>/remove-follower/", verbs.RemoveFollowerView.as_view(), name="remove_follower"),
    path("tickets/<int:pk>/delete/", verbs.DeleteView.as_view(), name="delete"),
    path("tickets/<int:pk>/restore/", verbs.RestoreView.as_view(), name="restore"),
]

# What is written and attached.
parts = [
    path("tickets/<int:pk>/comment/", comments.CommentView.as_view(), name="comment"),
    path("tickets/<int:pk>/mentionable/", comments.MentionableView.as_view(), name="mentionable"),
    path("comments/<int:pk>/edit/", comments.EditCommentView.as_view(), name="comment_edit"),
    path("comments/<int:pk>/delete/", comments.DeleteCommentView.as_view(), name="comment_delete"),
    path("files/<int:pk>/", files.FileView.as_view(), name="file"),
    path("files/<int:pk>/remove/", files.RemoveFileView.as_view(), name="file_remove"),
]

# Bringing tickets in.
importing = [
    path("imports/", imports.UploadView.as_view(), name="imports"),
    path("groups/<int:pk>/imports/", imports.GroupUploadView.as_view(), name="imports_of_group"),
    path("imports/<int:pk>/", imports.BatchView.as_view(), name="import_batch"),
    path("imports/<int:pk>/run/", imports.RunView.as_view(), name="import_run"),
    path("imports/<int:pk>/undo/", imports.UndoView.as_view(), name="import_undo"),
    path("imports/<int:pk>/nudge/", imports.NudgeView.as_view(), name="import_nudge"),
    path("imports/<int:pk>/discard/", imports.DiscardView.as_view(), name="import_discard"),
]

urlpatterns = [*overviews, *views, *before_one, *pages, *acts, *parts, *importing]
