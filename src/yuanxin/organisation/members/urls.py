"""The addresses of members."""

from django.urls import include, path

from yuanxin.organisation.members.registers import (
    APPLICATIONS,
    CARDS,
    EXPULSIONS,
    HOUSEHOLDS,
    MEMBERSHIPS,
    PERSONS,
    TRANSFERS,
)
from yuanxin.organisation.members.views import applications, cards, endings, households, joining, memberships

app_name = "members"

urlpatterns = [
    path("", include(PERSONS.urls)),
    path("admit/", memberships.admit, name="admit"),
    path("<int:pk>/edit/", memberships.edit_person, name="person-edit"),
    path("<int:pk>/clear/", memberships.show_in_clear, name="person-clear"),
    path("memberships/", include(MEMBERSHIPS.urls)),
    path("memberships/<int:pk>/edit/", memberships.edit_membership, name="membership-edit"),
    path("memberships/<int:pk>/leave/", memberships.leave, name="membership-leave"),
    path("memberships/<int:pk>/retain/", memberships.retain, name="membership-retain"),
    path("memberships/<int:pk>/unretain/", memberships.unretain, name="membership-unretain"),
    path("memberships/<int:pk>/hand-over/", memberships.hand_over, name="membership-transfer"),
    path("memberships/<int:pk>/expel/", endings.propose_expulsion, name="membership-expel"),
    path("memberships/<int:pk>/reopen/", endings.reopen, name="membership-reopen"),
    path("expulsions/", include(EXPULSIONS.urls)),
    path("cards/", include(CARDS.urls)),
    path("cards/<int:pk>/show/", cards.show, name="card-show"),
    path("cards/<int:pk>/lost/", cards.lose, name="card-lost"),
    path("cards/<int:pk>/replace/", cards.replace, name="card-replace"),
    path("cards/code/<str:code>/", cards.by_code, name="card-code"),
    path("applications/", include(APPLICATIONS.urls)),
    path("applications/new/", applications.enter, name="application-new"),
    path("applications/link/", applications.send_link, name="application-link"),
    path("join/<str:token>/", joining.join, name="join"),
    path("join/<str:token>/number/", joining.check_number, name="join-number"),
    path("joining/<str:token>/", joining.followed, name="application-followed"),
    path("joining/<str:token>/withdraw/", joining.withdraw, name="application-withdrawn"),
    path("<int:pk>/household/", households.enter, name="household-new"),
    path("households/", include(HOUSEHOLDS.urls)),
    path("households/<int:pk>/add/", households.add, name="relative-new"),
    path("households/<int:pk>/head/", households.change_head, name="household-head"),
    path("households/<int:pk>/end/", households.end, name="household-end"),
    path("households/members/<int:pk>/", households.edit, name="relative-edit"),
    path("households/members/<int:pk>/end/", households.leave, name="relative-end"),
    path("transfers/", include(TRANSFERS.urls)),
    path("transfers/new/", memberships.propose_transfer, name="transfer-new"),
]
