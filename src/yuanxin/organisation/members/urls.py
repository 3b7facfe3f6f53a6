"""The addresses of members."""

from django.urls import include, path

from yuanxin.organisation.members import views
from yuanxin.organisation.members.registers import MEMBERSHIPS, PERSONS, TRANSFERS

app_name = "members"

urlpatterns = [
    path("", include(PERSONS.urls)),
    path("admit/", views.admit, name="admit"),
    path("<int:pk>/edit/", views.edit_person, name="person-edit"),
    path("<int:pk>/clear/", views.show_in_clear, name="person-clear"),
    path("memberships/", include(MEMBERSHIPS.urls)),
    path("memberships/<int:pk>/edit/", views.edit_membership, name="membership-edit"),
    path("memberships/<int:pk>/leave/", views.leave, name="membership-leave"),
    path("memberships/<int:pk>/retain/", views.retain, name="membership-retain"),
    path("memberships/<int:pk>/unretain/", views.unretain, name="membership-unretain"),
    path("memberships/<int:pk>/hand-over/", views.hand_over, name="membership-transfer"),
    path("transfers/", include(TRANSFERS.urls)),
    path("transfers/new/", views.propose_transfer, name="transfer-new"),
]
