"""Who may take a register away, what goes into the file, and what the trail keeps."""

import pytest

from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.ui.registers import exporting
from yuanxin.foundation.unions.models import Union

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.foundation.ui.urls")]
EXPORT = "/try/unions/export/"


def taken(response) -> bytes:
    """The file, read to its end and closed."""
    return b"".join(response.streaming_content)


@pytest.fixture
def telephone(street: Union) -> str:
    Union.objects.filter(pk=street.pk).update(telephone="057187960001")
    return "057187960001"


def test_to_see_is_not_to_export(signed_in_as, district, exports):
    browser = signed_in_as(Role.LEADER, district)
    assert "export/" not in browser.get("/try/unions/").content.decode()
    assert browser.post(EXPORT).status_code == 403
    assert exports.told == []


def test_the_file_holds_the_chosen_rows_masked_and_the_trail_tells_of_it(reader, street, telephone, exports):
    response = reader.post(f"{EXPORT}?level=street", {"reason": "上报"})
    assert taken(response) == b"workbook"
    assert "attachment" in response["Content-Disposition"]
    assert [line[0] for line in exports.lines[1:]] == [street.name]
    assert exports.lines[1][-1] == "0571****"
    told = exports.told[0]
    assert (told.rows, told.clear, told.kind) == (1, False, "unions.union")
    assert "街道" in told.query or "Street" in told.query


def test_the_file_says_who_took_it_and_when(reader, exports, time_machine):
    time_machine.move_to("2016-07-01T01:00:00Z", tick=False)
    taken(reader.post(f"{EXPORT}?level=street", {"reason": "上报"}))
    assert exports.marks[0].endswith("2016-07-01 09:00")


def test_an_export_needs_a_reason(reader, telephone, exports):
    assert reader.post(EXPORT, {"clear": "on", "reason": "  "}).status_code == 422
    assert exports.told == []
    taken(reader.post(f"{EXPORT}?level=street", {"clear": "on", "reason": "核对"}))
    assert exports.lines[1][-1] == telephone
    assert (exports.told[0].clear, exports.told[0].reason) == (True, "核对")


def test_who_may_not_see_clear_data_is_not_offered_it_and_cannot_take_it(signed_in_as, grassroots, telephone, exports):
    Union.objects.filter(pk=grassroots.pk).update(telephone="057112345678")
    browser = signed_in_as(Role.GRASSROOTS_OFFICER, grassroots)
    assert 'name="clear"' not in browser.get(EXPORT).content.decode()
    taken(browser.post(EXPORT, {"clear": "on", "reason": "核对"}))
    assert exports.lines[1][-1] == "0571****"
    assert exports.told[0].clear is False


def test_without_a_writer_nothing_is_offered(reader, monkeypatch):
    monkeypatch.setattr(exporting, "_writer", None)
    assert reader.get("/try/unions/").context["may_export"] is False
    with pytest.raises(exporting.NoWriter):
        reader.post(EXPORT, {"reason": "核对"})


def test_the_audit_log_tells_who_took_what_and_why(reader, street, monkeypatch):
    monkeypatch.setattr(exporting, "_writer", lambda stream, sheets: stream.write(str(list(sheets[0].rows)).encode()))
    taken(reader.post(f"{EXPORT}?level=street", {"reason": "上报市总"}))
    event = Event.objects.get(action="audit.exported")
    assert (event.reason, event.details["rows"], event.details["of"]) == ("上报市总", 1, "unions.union")
    assert event.details["clear"] is False
