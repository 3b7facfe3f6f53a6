"""Addresses of attachments."""

from django.urls import path

from yuanxin.foundation.documents import views

app_name = "documents"

urlpatterns = [
    path("<int:pk>/", views.open_attachment, name="attachment-open"),
    path("<int:pk>/take-off/", views.take_off_file, name="attachment-take-off"),
    path("attach/<str:kind>/<int:object_id>/", views.attach_file, name="attachment-attach"),
]
