"""The switches of the shell."""

from django.urls import path

from yuanxin.foundation.ui import views

app_name = "ui"
urlpatterns = [
    path("theme/", views.choose_theme, name="theme"),
    path("language/", views.choose_language, name="language"),
]
