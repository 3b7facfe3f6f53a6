"""Addresses of attachments, papers and document numbers."""

from django.urls import include, path

from yuanxin.foundation.documents.registers import MARKS, NUMBERS
from yuanxin.foundation.documents.views import files, papers

app_name = "documents"

urlpatterns = [
    path("<int:pk>/", files.open_attachment, name="attachment-open"),
    path("<int:pk>/take-off/", files.take_off_file, name="attachment-take-off"),
    path("attach/<str:kind>/<int:object_id>/", files.attach_file, name="attachment-attach"),
    path("papers/<str:code>/<int:pk>/", papers.take, name="paper"),
    path("numbers/", include(NUMBERS.urls)),
    path("marks/", include(MARKS.urls)),
    path("marks/set/", papers.set_mark, name="mark-set"),
]
