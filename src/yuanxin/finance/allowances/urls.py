"""The addresses of allowances."""

from django.urls import include, path

from yuanxin.finance.allowances.registers import ALLOWANCES, BATCHES, CALLS, GRANTS, STAFF
from yuanxin.finance.allowances.views import allowances, calls
from yuanxin.foundation.intake.registers import wizard

app_name = "allowances"

urlpatterns = [
    path("", include(ALLOWANCES.urls)),
    path("new/", allowances.begin, name="staffallowance-new"),
    path("<int:pk>/edit/", allowances.fill_in, name="staffallowance-edit"),
    path("<int:pk>/settle/", allowances.settle, name="staffallowance-settle"),
    path("<int:pk>/pay/", allowances.ask_again, name="staffallowance-pay"),
    path("<int:pk>/people/new/", allowances.enter_head, name="staffentry-new"),
    path("calls/", include(CALLS.urls)),
    path("calls/new/", calls.open_call, name="allowancecall-new"),
    path("calls/<int:pk>/edit/", calls.change_call, name="allowancecall-edit"),
    path("calls/<int:pk>/units/", calls.ask_units, name="allowancecall-ask"),
    path("calls/<int:pk>/summary/", calls.draw_up, name="allowancegrant-new"),
    path("people/", include(STAFF.urls)),
    path("people/<int:pk>/drop/", allowances.drop_head, name="staffentry-drop"),
    path("grants/", include(GRANTS.urls)),
    path("grants/<int:pk>/reply/", calls.enter_reply, name="allowancegrant-grant"),
    *wizard(BATCHES),
]
