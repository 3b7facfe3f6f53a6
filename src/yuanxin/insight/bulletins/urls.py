"""Addresses of the half-year page and the bulletins frozen from it."""

from django.urls import include, path

from yuanxin.insight.bulletins import views
from yuanxin.insight.bulletins.registers import BULLETINS

app_name = "bulletins"

RUN = "bulletins/<int:pk>/runs/<int:number>/"

urlpatterns = [
    path("", views.half_year, name="half-year"),
    path("freeze/", views.freeze, name="freeze"),
    path("download/<slug:kind>/", views.download, name="download"),
    path("bulletins/", include(BULLETINS.urls)),
    path("bulletins/<int:pk>/read/", views.read, name="read"),
    path("bulletins/<int:pk>/publish/", views.publish, name="publish"),
    path(RUN, views.read, name="run"),
    path(f"{RUN}changes/", views.changes, name="changes"),
    path(f"{RUN}download/<slug:kind>/", views.download_run, name="download-run"),
    path(f"{RUN}figures/<str:code>/", views.frozen_figure, name="frozen-figure"),
]
