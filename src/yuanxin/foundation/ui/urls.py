"""The switches of the shell, the guides, and the gallery of components."""

from django.urls import path

from yuanxin.foundation.ui import gallery, views

app_name = "ui"
urlpatterns = [
    path("theme/", views.choose_theme, name="theme"),
    path("language/", views.choose_language, name="language"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("help/", views.show_guides, name="guides"),
    path("help/<slug:name>/", views.show_guide, name="guide"),
]
