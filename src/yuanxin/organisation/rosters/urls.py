"""The addresses of rosters."""

from django.urls import include, path

from yuanxin.foundation.intake.pages import ImportPages
from yuanxin.organisation.rosters import views
from yuanxin.organisation.rosters.intake import ROSTER
from yuanxin.organisation.rosters.registers import BATCHES, EMPLOYERS, QUEUE

app_name = "rosters"

# The page of a batch is the wizard's own.
LISTS = [page for page in BATCHES.urls if page.name != "batch-detail"]

urlpatterns = [
    path("", include(ImportPages(ROSTER, app=app_name, list_url="rosters:batch-list").urls)),
    path("", include(LISTS)),
    path("queue/", include(QUEUE.urls)),
    path("queue/<int:pk>/settle/", views.settle, name="queuedrow-settle"),
    path("employers/", include(EMPLOYERS.urls)),
    path("employers/<int:pk>/confirm/", views.confirm_employer, name="unknownemployer-confirm"),
    path("employers/<int:pk>/dismiss/", views.dismiss_employer, name="unknownemployer-dismiss"),
]
