"""Addresses of mutual aid."""

from django.urls import include, path

from yuanxin.foundation.intake.pages import ImportPages
from yuanxin.foundation.intake.registers import wizard
from yuanxin.welfare.mutual_aid.intake.enrolments import ROSTER
from yuanxin.welfare.mutual_aid.registers.claims import CLAIMS
from yuanxin.welfare.mutual_aid.registers.enrolments import ENROLMENTS
from yuanxin.welfare.mutual_aid.registers.lists import HOSPITAL_BATCHES, HOSPITALS, ILLNESS_BATCHES, ILLNESSES
from yuanxin.welfare.mutual_aid.registers.rosters import DOUBTS, ROSTERS
from yuanxin.welfare.mutual_aid.registers.runs import COMPUTINGS, SAMPLINGS
from yuanxin.welfare.mutual_aid.registers.schemes import SCHEMES
from yuanxin.welfare.mutual_aid.registers.subsidies import SUBSIDIES
from yuanxin.welfare.mutual_aid.registers.units import UNITS
from yuanxin.welfare.mutual_aid.views import bills, claims, enrolments, lists, runs, schemes, subsidies, units

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
    path("claims/", include(CLAIMS.urls)),
    path("claims/new/", claims.new_claim, name="claim-new"),
    path("claims/overview/", claims.overview, name="claims-overview"),
    path("claims/payments/", runs.request_all, name="claims-request"),
    path("claims/<int:pk>/edit/", claims.edit_claim, name="claim-edit"),
    path("claims/<int:pk>/clear/", claims.show_in_clear, name="claim-clear"),
    path("claims/<int:pk>/refuse/", claims.refuse, name="claim-refuse"),
    path("claims/<int:pk>/approve/", claims.approve, name="claim-approve"),
    path("claims/<int:pk>/payment/", runs.request_one, name="claim-request"),
    path("claims/<int:pk>/bills/", bills.new_bill, name="bill-new"),
    path("claims/bills/<int:pk>/edit/", bills.edit_bill, name="bill-edit"),
    path("claims/bills/<int:pk>/remove/", bills.remove_bill, name="bill-remove"),
    path("claims/bills/<int:pk>/strike/", bills.strike_bill, name="bill-strike"),
    path("claims/computing/", include(COMPUTINGS.urls)),
    path("claims/computing/new/", runs.new_computing, name="computingrun-new"),
    path("claims/computing/<int:pk>/progress/", runs.computing_progress, name="computingrun-progress"),
    path("claims/computing/<int:pk>/cancel/", runs.cancel_computing, name="computingrun-cancel"),
    path("claims/sampling/", include(SAMPLINGS.urls)),
    path("claims/sampling/new/", runs.new_sampling, name="samplingrun-new"),
    path("hospitals/", include(HOSPITALS.urls)),
    path("hospitals/new/", lists.new_hospital, name="hospital-new"),
    path("hospitals/<int:pk>/edit/", lists.edit_hospital, name="hospital-edit"),
    path("illnesses/", include(ILLNESSES.urls)),
    path("illnesses/new/", lists.new_illness, name="illness-new"),
    path("illnesses/<int:pk>/edit/", lists.edit_illness, name="illness-edit"),
    *[path("lists/", include([each])) for batches in (HOSPITAL_BATCHES, ILLNESS_BATCHES) for each in wizard(batches)],
]
