"""The addresses of unions, officers, terms, employers and coverage, and of applications about unions."""

from django.urls import include, path

from yuanxin.organisation.founding.choices import ChangeKind
from yuanxin.organisation.founding.registers import CHANGES, COVERAGE, EMPLOYERS, FOUNDINGS, OFFICERS, TERMS, UNIONS
from yuanxin.organisation.founding.views import applying, changes, foundings, particulars, unions

app_name = "founding"

urlpatterns = [
    path("tree/", unions.tree, name="tree"),
    path("tree/<int:pk>/", unions.branch, name="branch"),
    path("unions/", include(UNIONS.urls)),
    path("unions/<int:pk>/new/", unions.create, name="union-new"),
    path("unions/<int:pk>/edit/", unions.edit, name="union-edit"),
    path("unions/<int:pk>/rename/", unions.rename, name="union-rename"),
    path("unions/<int:pk>/move/", unions.move, name="union-move"),
    path("unions/<int:pk>/merge/", unions.merge, name="union-merge"),
    path("unions/<int:pk>/revoke/", unions.revoke, name="union-revoke"),
    path("unions/<int:pk>/annul/", unions.annul, name="union-annul"),
    path("unions/<int:pk>/former-codes/new/", unions.add_former_code, name="formercode-new"),
    path("unions/<int:pk>/officers/new/", particulars.appoint, name="officer-new"),
    path("unions/<int:pk>/terms/new/", particulars.begin_term, name="term-new"),
    path("unions/<int:pk>/coverage/new/", particulars.cover, name="coverage-new"),
    path("officers/", include(OFFICERS.urls)),
    path("officers/<int:pk>/end/", particulars.end_post, name="officer-end"),
    path("terms/", include(TERMS.urls)),
    path("terms/<int:pk>/end/", particulars.end_term, name="term-end"),
    path("employers/", include(EMPLOYERS.urls)),
    path("employers/new/", particulars.register_employer, name="employer-new"),
    path("employers/<int:pk>/edit/", particulars.edit_employer, name="employer-edit"),
    path("coverage/", include(COVERAGE.urls)),
    path("coverage/<int:pk>/end/", particulars.uncover, name="coverage-end"),
    path("applications/", include(FOUNDINGS.urls)),
    path("applications/new/", foundings.enter, name="founding-new"),
    path("applications/<int:pk>/edit/", foundings.edit, name="founding-edit"),
    path("applications/<int:pk>/roster/", foundings.roster, name="founding-roster"),
    path("applications/<int:pk>/employer/", foundings.add_employer, name="founding-employer"),
    path("applications/<int:pk>/nominate/", foundings.nominate, name="founding-nominate"),
    path("applications/<int:pk>/report/", foundings.report, name="founding-report"),
    path("applications/<int:pk>/approve/", foundings.approve, name="founding-approve"),
    path("changes/", include(CHANGES.urls)),
    path("changes/<int:pk>/edit/", changes.edit, name="unionchange-edit"),
    path("changes/<int:pk>/approve/", changes.approve, name="unionchange-approve"),
    *(
        path(f"unions/<int:pk>/ask/{kind}/", changes.enter, {"kind": kind.value}, name=f"union-ask-{kind.value}")
        for kind in ChangeKind
    ),
    path("apply/", applying.apply, name="apply"),
    path("follow/<str:token>/", applying.follow, name="follow"),
    path("follow/<str:token>/edit/", applying.correct, name="follow-edit"),
    path("follow/<str:token>/roster/", applying.roster, name="follow-roster"),
    path("follow/<str:token>/employer/", applying.employer, name="follow-employer"),
    path("follow/<str:token>/material/", applying.material, name="follow-material"),
    path("follow/<str:token>/nominate/", applying.nominate, name="follow-nominate"),
    path("follow/<str:token>/report/", applying.report, name="follow-report"),
    path("follow/<str:token>/step/", applying.step, name="follow-step"),
]
