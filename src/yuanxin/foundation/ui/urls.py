"""The switches of the shell, and the gallery of components."""

from django.urls import path

from yuanxin.foundation.ui import gallery, views

app_name = "ui"
urlpatterns = [
    path("theme/", views.choose_theme, name="theme"),
    path("language/", views.choose_language, name="language"),
    path("gallery/", gallery.gallery, name="gallery"),
]
