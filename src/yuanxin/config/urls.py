"""Every page of the site: one line an app."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("interface/", include("yuanxin.foundation.ui.urls")),
]
