"""The addresses of titles, honours and lists of awards."""

from django.urls import include, path

from yuanxin.foundation.intake.registers import wizard
from yuanxin.growth.honours.registers import BATCHES, HONOURS, TITLES
from yuanxin.growth.honours.views import honours, titles

app_name = "honours"

urlpatterns = [
    path("", include(HONOURS.urls)),
    path("new/", honours.choose, name="honour-new"),
    path("new/<slug:code>/", honours.enter, name="honour-of-title"),
    path("<int:pk>/edit/", honours.correct, name="honour-edit"),
    path("<int:pk>/withdraw/", honours.withdraw, name="honour-withdraw"),
    path("<int:pk>/annul/", honours.annul, name="honour-annul"),
    path("<int:pk>/restore/", honours.restore, name="honour-restore"),
    path("titles/", include(TITLES.urls)),
    path("titles/new/", titles.enter, name="honourtitle-new"),
    path("titles/<int:pk>/edit/", titles.correct, name="honourtitle-edit"),
    path("titles/<int:pk>/end/", titles.end, name="honourtitle-end"),
    path("titles/<int:pk>/open/", titles.open_again, name="honourtitle-open"),
    *wizard(BATCHES),
]
