"""Addresses of notices and reporting tasks."""

from django.urls import include, path

from yuanxin.organisation.notices import views
from yuanxin.organisation.notices.registers import CIRCULARS, REPORTING_TASKS, REPORTS

app_name = "notices"

urlpatterns = [
    path("", include(CIRCULARS.urls)),
    path("new/", views.new_circular, name="circular-new"),
    path("<int:pk>/edit/", views.edit_circular, name="circular-edit"),
    path("<int:pk>/read/", views.confirm_circular, name="circular-confirm"),
    path("<int:pk>/readers/", views.readers, name="circular-readers"),
    path("tasks/", include(REPORTING_TASKS.urls)),
    path("tasks/new/", views.new_task, name="reportingtask-new"),
    path("tasks/<int:pk>/edit/", views.edit_task, name="reportingtask-edit"),
    path("tasks/<int:pk>/answer/<str:code>/", views.answer_task, name="reportingtask-answer"),
    path("tasks/<int:pk>/remind/", views.remind_task, name="reportingtask-remind"),
    path("tasks/<int:pk>/answers/", views.reports, name="reportingtask-reports"),
    path("tasks/<int:pk>/export/", views.export_task, name="reportingtask-export"),
    path("reports/", include(REPORTS.urls)),
]
