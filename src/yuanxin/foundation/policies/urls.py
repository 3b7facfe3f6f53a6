"""Addresses of policies."""

from django.urls import include, path

from yuanxin.foundation.policies import views
from yuanxin.foundation.policies.registers import POLICIES

app_name = "policies"

urlpatterns = [
    path("", include(POLICIES.urls)),
    path("open/", views.choose, name="policy-open"),
    path("open/<str:code>/", views.first_version, name="policy-first-version"),
    path("<int:pk>/new-version/", views.new_version, name="policy-new-version"),
    path("<int:pk>/close/", views.close, name="policy-close"),
]
