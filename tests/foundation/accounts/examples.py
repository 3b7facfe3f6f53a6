from typing import Any

from tests.examples import example, names_no_record
from tests.foundation.accounts.factories import AppointmentFactory, LinkFactory
from yuanxin.foundation.audit.services import record
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Union

names_no_record(
    "accounts:user-detail",
    "accounts:user-edit",
    "accounts:user-lock",
    "accounts:user-unlock",
    "accounts:user-password",
    "accounts:user-second-factor",
    because="an account belongs to no union: whoever manages accounts manages all of them",
)
names_no_record("accounts:sign-in-end", because="one's own browsers; test_signing_in asks for a stranger's")
names_no_record("accounts:view-forget", because="one's own views of lists; test_kept_views asks for a stranger's")
names_no_record("accounts:deputy-end", because="one's own deputies; test_deputies asks for a stranger's")


@example("accounts:appointment-detail", "accounts:appointment-end")
def an_appointment(union: Union) -> dict[str, Any]:
    return {"pk": AppointmentFactory(union=union).pk}


@example("accounts:event-detail")
def an_event(union: Union) -> dict[str, Any]:
    return {"pk": record(Actor.system("tests"), "accounts.user_created", union).pk}


@example("accounts:link-detail", "accounts:link-revoke")
def a_link(union: Union) -> dict[str, Any]:
    return {"pk": LinkFactory(union=union).pk}
