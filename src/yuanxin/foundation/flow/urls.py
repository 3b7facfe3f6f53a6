"""The addresses of the inbox and of every step."""

from django.urls import path

from yuanxin.foundation.flow import views

app_name = "flow"

urlpatterns = [
    path("", views.inbox_page, name="inbox"),
    path("<str:kind>/<int:pk>/<slug:action>/", views.step, name="step"),
]
