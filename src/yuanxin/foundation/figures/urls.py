"""The addresses of figures."""

from django.urls import path

from yuanxin.foundation.figures import views

app_name = "figures"

urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("<str:code>/", views.show, name="figure"),
    path("<str:code>/rows/", views.rows, name="rows"),
    path("<str:code>/export/", views.export, name="export"),
]
