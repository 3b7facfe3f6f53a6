"""The addresses of rosters."""

from django.urls import include, path

from yuanxin.foundation.intake.pages import ImportPages
from yuanxin.organisation.rosters.intake import ROSTER
from yuanxin.organisation.rosters.registers import BATCHES, CAMPAIGNS, EMPLOYERS, ITEMS, PILOTS, QUEUE, TASKS
from yuanxin.organisation.rosters.views import cleaning, employers, pilots, quality, queue

app_name = "rosters"

# The page of a batch is the wizard's own.
LISTS = [page for page in BATCHES.urls if page.name != "batch-detail"]

urlpatterns = [
    path("", include(ImportPages(ROSTER, app=app_name, list_url="rosters:batch-list").urls)),
    path("", include(LISTS)),
    path("queue/", include(QUEUE.urls)),
    path("queue/<int:pk>/settle/", queue.settle, name="queuedrow-settle"),
    path("queue/<int:pk>/decide/", queue.decide, name="queuedrow-decide"),
    path("employers/", include(EMPLOYERS.urls)),
    path("employers/<int:pk>/confirm/", employers.confirm_employer, name="unknownemployer-confirm"),
    path("employers/<int:pk>/dismiss/", employers.dismiss_employer, name="unknownemployer-dismiss"),
    path("cleaning/campaigns/", include(CAMPAIGNS.urls)),
    path("cleaning/campaigns/new/", cleaning.start, name="cleaningcampaign-new"),
    path("cleaning/campaigns/<int:pk>/edit/", cleaning.change, name="cleaningcampaign-edit"),
    path("cleaning/tasks/", include(TASKS.urls)),
    path("cleaning/tasks/<int:pk>/fill-in/", cleaning.fill_in, name="cleaningtask-fill-in"),
    path("cleaning/unions/", include(ITEMS.urls)),
    path("cleaning/unions/<int:pk>/decide/", cleaning.decide, name="cleaningitem-decide"),
    path("quality/", quality.quality, name="quality"),
    path("quality/<slug:code>/", quality.rows, name="quality-rows"),
    path("quality/<slug:code>/next/", quality.following, name="quality-next"),
    path("quality/<slug:code>/export/", quality.export, name="quality-export"),
    path("pilot/", include(PILOTS.urls)),
    path("pilot/new/", pilots.enter, name="pilottask-new"),
    path("pilot/<int:pk>/edit/", pilots.correct, name="pilottask-edit"),
    path("pilot/<int:pk>/withdraw/", pilots.withdraw, name="pilottask-withdraw"),
]
