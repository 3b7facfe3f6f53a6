"""The home page of the site."""

from django.urls import path

from yuanxin.insight.desk import views

app_name = "desk"
urlpatterns = [path("", views.workbench, name="workbench")]
