import io
from typing import Any

from django.db.models import Model

from tests.examples import example
from tests.foundation.flow.factories import NoticeFactory
from tests.organisation.members.factories import PersonFactory
from yuanxin.foundation.documents.models import Attachment
from yuanxin.foundation.documents.services import attach
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Union


@example("documents:attachment-open", "documents:attachment-take-off")
def an_attachment(union: Union) -> dict[str, Any]:
    return {"pk": a_file_of(PersonFactory(union=union)).pk}


def a_file_of(target: Model) -> Attachment:
    """A file attached to a record."""
    return attach(actor=Actor.system("tests"), target=target, stream=io.BytesIO(b"%PDF-1.7"), name="a.pdf")


@example("documents:attachment-attach")
def a_record_that_takes_files(union: Union) -> dict[str, Any]:
    return {"kind": "members.person", "object_id": PersonFactory(union=union).pk}


@example("documents:paper")
def a_notice_with_its_paper(union: Union) -> dict[str, Any]:
    return {"code": "flow.notice", "pk": NoticeFactory(union=union).pk}
