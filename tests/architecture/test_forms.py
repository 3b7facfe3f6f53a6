"""Forms that ask for a union begin with the reader's own, or are named here with the reason why not."""

from collections.abc import Iterator

from tests.architecture.site import routes
from yuanxin.foundation.ui.forms import Form, ScopedChoice
from yuanxin.foundation.unions.forms import OwnUnionChoice
from yuanxin.foundation.unions.models import Union

ASKED_FOR = {
    "AdmitForm": "a member would come to stand in the street",
    "ApplicationForm": "an applicant would come to stand in the street",
    "JoinLinkForm": "whoever joins by the link would come to stand in the street",
    "TransferForm": "a member would be moved to the street",
    "ListForm": "the union whose members are enrolled",
    "ReportForm": "the union of the member who was hurt",
    "AppointmentForm": "where somebody else gets a role",
    "RegisterForm": "empty is the union of the person",
    "ServeForm": "another union than the one that serves now",
    "HonourForm": "empty is the union of the holder",
    "CorrectHonourForm": "empty is the union of the holder",
    "HalfYearForm": "the page fills it in",
    "MoneyOutForm": "empty is the own union",
}


def forms_below(kind: type[Form]) -> Iterator[type[Form]]:
    for each in kind.__subclasses__():
        yield each
        yield from forms_below(each)


def test_a_form_that_asks_for_a_union_begins_with_the_readers_own():
    assert routes(), "the pages, and with them their forms, are loaded"
    asking = {
        form.__name__
        for form in forms_below(Form)
        if form.__module__.startswith("yuanxin.")
        and isinstance(field := form.base_fields.get("union"), ScopedChoice)
        and field.rows().model is Union
        and not isinstance(field, OwnUnionChoice)
    }
    assert asking == set(ASKED_FOR)
