import io
from typing import Any

from tests.examples import example
from tests.organisation.members.factories import PersonFactory
from yuanxin.foundation.documents.services import attach
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Union


@example("documents:attachment-open", "documents:attachment-take-off")
def an_attachment(union: Union) -> dict[str, Any]:
    person = PersonFactory(union=union)
    kept = attach(actor=Actor.system("tests"), target=person, stream=io.BytesIO(b"%PDF-1.7"), name="a.pdf")
    return {"pk": kept.pk}


@example("documents:attachment-attach")
def a_record_that_takes_files(union: Union) -> dict[str, Any]:
    return {"kind": "members.person", "object_id": PersonFactory(union=union).pk}
