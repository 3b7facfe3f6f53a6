"""The addresses of rosters."""

from django.urls import include, path

from yuanxin.foundation.intake.pages import ImportPages
from yuanxin.organisation.rosters.intake import ROSTER
from yuanxin.organisation.rosters.registers import BATCHES, EMPLOYERS, QUEUE
from yuanxin.organisation.rosters.views import employers, queue

app_name = "rosters"

# The page of a batch is the wizard's own.
LISTS = [page for page in BATCHES.urls if page.name != "batch-detail"]

urlpatterns = [
    path("", include(ImportPages(ROSTER, app=app_name, list_url="rosters:batch-list").urls)),
    path("", include(LISTS)),
    path("queue/", include(QUEUE.urls)),
    path("queue/<int:pk>/settle/", queue.settle, name="queuedrow-settle"),
    path("employers/", include(EMPLOYERS.urls)),
    path("employers/<int:pk>/confirm/", employers.confirm_employer, name="unknownemployer-confirm"),
    path("employers/<int:pk>/dismiss/", employers.dismiss_employer, name="unknownemployer-dismiss"),
]
