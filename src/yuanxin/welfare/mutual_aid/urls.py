"""Addresses of mutual aid."""

from django.urls import include, path

from yuanxin.foundation.intake.pages import ImportPages
from yuanxin.welfare.mutual_aid.intake.enrolments import ROSTER
from yuanxin.welfare.mutual_aid.registers.enrolments import ENROLMENTS
from yuanxin.welfare.mutual_aid.registers.rosters import DOUBTS, ROSTERS
from yuanxin.welfare.mutual_aid.registers.schemes import SCHEMES
from yuanxin.welfare.mutual_aid.registers.subsidies import SUBSIDIES
from yuanxin.welfare.mutual_aid.registers.units import UNITS
from yuanxin.welfare.mutual_aid.views import enrolments, schemes, subsidies, units

app_name = "mutual_aid"

# The page of a roster is the wizard's own.
ROSTER_LISTS = [page for page in ROSTERS.urls if page.name != "roster-detail"]
ROSTER_PAGES = ImportPages(ROSTER, app=f"{app_name}:rosters", list_url="mutual_aid:roster-list")

urlpatterns = [
    path("", include(UNITS.urls)),
    path("new/", units.new, name="unitenrolment-new"),
    path("<int:pk>/person/", units.person, name="unitenrolment-person"),
    path("<int:pk>/pay/", units.pay, name="unitenrolment-pay"),
    path("renewal/", units.renewal, name="renewal"),
    path("renewal/<str:code>/<int:pk>/", units.renewal_preview, name="renewal-preview"),
    path("schemes/", include(SCHEMES.urls)),
    path("schemes/new/", schemes.new, name="scheme-new"),
    path("schemes/<int:pk>/edit/", schemes.edit, name="scheme-edit"),
    path("rosters/", include(ROSTER_LISTS)),
    path("rosters/", include((ROSTER_PAGES.urls, "rosters"))),
    path("rosters/<int:pk>/units/", units.roster_units, name="roster-units"),
    path("doubts/", include(DOUBTS.urls)),
    path("enrolments/", include(ENROLMENTS.urls)),
    path("enrolments/<int:pk>/strike/", enrolments.strike, name="enrolment-strike"),
    path("enrolments/<int:pk>/cancel/", enrolments.cancel, name="enrolment-cancel"),
    path("enrolments/<int:pk>/end/", enrolments.end, name="enrolment-end"),
    path("subsidies/", include(SUBSIDIES.urls)),
    path("subsidies/settle/", subsidies.choose, name="unitsubsidy-settle-all"),
    path("subsidies/settle/<str:code>/<int:pk>/", subsidies.settle_these, name="unitsubsidy-settle-these"),
    path("subsidies/<int:pk>/settle/", subsidies.settle, name="unitsubsidy-settle"),
]
