"""Every page of the site: one line an app."""

from django.urls import URLPattern, URLResolver, include, path

handler500 = "yuanxin.foundation.ui.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("yuanxin.insight.desk.urls")),
    path("accounts/", include("yuanxin.foundation.accounts.urls")),
    path("interface/", include("yuanxin.foundation.ui.urls")),
    path("organisation/founding/", include("yuanxin.organisation.founding.urls")),
    path("organisation/members/", include("yuanxin.organisation.members.urls")),
    path("organisation/notices/", include("yuanxin.organisation.notices.urls")),
    path("documents/", include("yuanxin.foundation.documents.urls")),
    path("organisation/rosters/", include("yuanxin.organisation.rosters.urls")),
    path("organisation/loading/", include("yuanxin.organisation.loading.urls")),
    path("welfare/hardship/", include("yuanxin.welfare.hardship.urls")),
    path("welfare/mutual-aid/", include("yuanxin.welfare.mutual_aid.urls")),
    path("welfare/model-workers/", include("yuanxin.welfare.model_workers.urls")),
    path("welfare/care/", include("yuanxin.welfare.care.urls")),
    path("growth/honours/", include("yuanxin.growth.honours.urls")),
    path("finance/payments/", include("yuanxin.foundation.payments.urls")),
    path("finance/allowances/", include("yuanxin.finance.allowances.urls")),
    path("flow/", include("yuanxin.foundation.flow.urls")),
    path("insight/figures/", include("yuanxin.foundation.figures.urls")),
    path("system/policies/", include("yuanxin.foundation.policies.urls")),
    path("insight/half-year/", include("yuanxin.insight.bulletins.urls")),
]
