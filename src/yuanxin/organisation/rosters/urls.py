"""The addresses of rosters."""

from django.urls import include, path

from yuanxin.foundation.intake.exchange_pages import ExchangePages
from yuanxin.foundation.intake.pages import ImportPages
from yuanxin.organisation.rosters.intake import ROSTER
from yuanxin.organisation.rosters.intake.exchange import CITY_MEMBERS
from yuanxin.organisation.rosters.registers import (
    BATCHES,
    CAMPAIGNS,
    EMPLOYER_PAIRS,
    EMPLOYERS,
    ITEMS,
    MERGES,
    PERSON_PAIRS,
    PILOTS,
    QUEUE,
    SEARCHES,
    TASKS,
    UNION_PAIRS,
)
from yuanxin.organisation.rosters.views import (
    cleaning,
    duplicates,
    employers,
    monthly,
    pilots,
    quality,
)

app_name = "rosters"

# The page of a batch is the wizard's own.
LISTS = [page for page in BATCHES.urls if page.name != "batch-detail"]

urlpatterns = [
    path("", include(ImportPages(ROSTER, app=app_name, list_url="rosters:batch-list").urls)),
    path("<int:pk>/monthly/", monthly.monthly, name="monthly"),
    path("<int:pk>/monthly/accept/", monthly.accept, name="monthly-accept"),
    path("", include(LISTS)),
    path("queue/", include(QUEUE.urls)),
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
    path("", include(ExchangePages(CITY_MEMBERS, app=app_name).urls)),
    path("quality/", quality.quality, name="quality"),
    path("quality/<slug:code>/", quality.rows, name="quality-rows"),
    path("quality/<slug:code>/roster/", quality.to_fill, name="quality-fill"),
    path("quality/<slug:code>/next/", quality.following, name="quality-next"),
    path("quality/<slug:code>/export/", quality.export, name="quality-export"),
    path("duplicates/people/", include(PERSON_PAIRS.urls)),
    path("duplicates/employers/", include(EMPLOYER_PAIRS.urls)),
    path("duplicates/unions/", include(UNION_PAIRS.urls)),
    path("duplicates/<int:pk>/merge/", duplicates.merge, name="pair-merge"),
    path("duplicates/<int:pk>/refuse/", duplicates.refuse, name="pair-refuse"),
    path("duplicates/searches/", include(SEARCHES.urls)),
    path("duplicates/searches/new/", duplicates.start, name="duplicatesearch-new"),
    path("duplicates/searches/<int:pk>/progress/", duplicates.progress, name="duplicatesearch-progress"),
    path("duplicates/searches/<int:pk>/cancel/", duplicates.cancel, name="duplicatesearch-cancel"),
    path("duplicates/merges/", include(MERGES.urls)),
    path("duplicates/merges/<int:pk>/take-apart/", duplicates.take_apart, name="merge-take-apart"),
    path("pilot/", include(PILOTS.urls)),
    path("pilot/new/", pilots.enter, name="pilottask-new"),
    path("pilot/<int:pk>/edit/", pilots.correct, name="pilottask-edit"),
    path("pilot/<int:pk>/withdraw/", pilots.withdraw, name="pilottask-withdraw"),
]
