"""The same roster by django-import-export, tuned: in bulk, ten thousand rows at once, its cached loader, no diffs.

`benchmarks.roster_import` runs it beside the product's import, in a process of its own. It is given what one would
write for it by hand with care: columns turned into codes, numbers sealed, digests and pinyin made for the whole sheet
at once, bad numbers left out, and the union of all rows known. It does less than the import beside it: no preview, no
classes, no staged rows, no undo, no trail, no figures.
"""

import sys
from pathlib import Path
from typing import Any

AT_ONCE = 10_000
CODES = {
    "性别": ("sex", {"男": 1, "女": 2}),
    "民族": ("ethnicity", {"汉": "01", "汉族": "01", "回族": "03", "畲族": "22"}),
    "政治面貌": ("political_status", {"群众": "13", "中共党员": "01", "团员": "03"}),
    "学历": ("education", {"本科": "20", "大专": "30", "高中": "60"}),
    "用工形式": ("employment_form", {"劳动合同": "contract"}),
    "就业形态": ("new_form", {"快递员": "courier", "": ""}),
    "户籍类型": ("household_registration", {"本地城镇": "local_urban"}),
    "是否农民工": ("migrant", {"否": "0", "是": "1"}),
}
TEXTS = {"姓名": "name", "出生日期": "born_on", "工作单位": "employer_name", "岗位": "job"}


def main() -> None:
    """Import the workbook named first into the union whose code is named second; print how many rows stand."""
    import django

    django.setup()
    print(bring_in(Path(sys.argv[1]), sys.argv[2]))


def bring_in(path: Path, union: str) -> int:
    """Persons, then their memberships, all in one transaction."""
    from django.db import transaction
    from import_export.formats.base_formats import XLSX

    from yuanxin.foundation.unions.models import Union
    from yuanxin.organisation.members.models import Membership

    sheet = XLSX().create_dataset(path.read_bytes())
    persons, memberships = resources()
    home = Union.objects.get(code=union).pk
    before = Membership.objects.count()
    with transaction.atomic():
        people = prepared(sheet, home)
        persons().import_data(people, use_transactions=True, raise_errors=True)
        memberships().import_data(spells(people, home), use_transactions=True, raise_errors=True)
    return Membership.objects.count() - before


def resources() -> tuple[Any, Any]:
    """What django-import-export is told of the two tables."""
    from import_export import fields, resources
    from import_export.instance_loaders import CachedInstanceLoader

    from yuanxin.foundation.kernel.bulk import in_pieces
    from yuanxin.organisation.members.models import Membership, Person

    class Loader(CachedInstanceLoader):
        """Theirs asks for all rows by one list, which is longer than an engine takes."""

        def __init__(self, resource: Any, dataset: Any) -> None:
            self.resource, self.dataset, self.all_instances = resource, dataset, {}
            self.pk_field = resource.fields["document_digest"]
            for piece in in_pieces(dataset["document_digest"]):
                for person in Person.objects.filter(document_digest__among=piece):
                    self.all_instances[bytes(person.document_digest)] = person

    class Persons(resources.ModelResource):
        """People by the digest of their number."""

        union_id = fields.Field("union_id", "union_id")

        class Meta:
            model = Person
            import_id_fields = ("document_digest",)
            fields = (
                "union_id", "name", "pinyin", "initials", "document_number", "document_digest", "sex", "born_on",
                "phone", "phone_digest", "employer_name", "job", "ethnicity", "political_status", "education",
                "employment_form", "new_form", "household_registration", "migrant",
            )  # fmt: skip
            instance_loader_class = Loader
            use_bulk, batch_size, skip_diff = True, AT_ONCE, True

    class Memberships(resources.ModelResource):
        """Spells, all new."""

        union_id = fields.Field("union_id", "union_id")
        person_id = fields.Field("person_id", "person_id")

        class Meta:
            model = Membership
            fields = ("id", "union_id", "person_id", "joined_on", "join_kind")
            use_bulk, batch_size, skip_diff, force_init_instance = True, AT_ONCE, True, True

    return Persons, Memberships


def prepared(sheet: Any, home: int) -> Any:
    """The sheet by the names of the columns, made for all rows at once; bad numbers left out."""
    import polars as pl
    import tablib

    from yuanxin.foundation.kernel import clock
    from yuanxin.foundation.kernel.names import initials_of_all, pinyin_of_all
    from yuanxin.foundation.kernel.numbers import check_resident_ids
    from yuanxin.foundation.kernel.sealed import lookup_digests, seal_many

    problems = check_resident_ids(pl.Series(sheet["证件号码"]), today=clock.today())["error"]
    good = [place for place, problem in enumerate(problems) if not problem]
    columns: dict[str, list[Any]] = {}

    def kept(header: str) -> list[Any]:
        column = sheet[header]
        return [column[place] for place in good]

    for header, name in TEXTS.items():
        columns[name] = kept(header)
    for header, (name, codes) in CODES.items():
        columns[name] = [codes[value or ""] for value in kept(header)]
    numbers, phones = kept("证件号码"), kept("手机号码")
    columns |= {
        "pinyin": pinyin_of_all(columns["name"]),
        "initials": initials_of_all(columns["name"]),
        "document_number": seal_many(numbers),
        "document_digest": lookup_digests(numbers),
        "phone": seal_many(phones),
        "phone_digest": lookup_digests(phones),
        "union_id": [home] * len(good),
        "joined_on": kept("入会日期"),
    }
    return tablib.Dataset(*zip(*columns.values(), strict=True), headers=list(columns))


def spells(people: Any, home: int) -> Any:
    """A membership for each person, whose ids are asked for together."""
    import tablib

    from yuanxin.foundation.kernel.bulk import in_pieces
    from yuanxin.organisation.members.models import Person

    digests, ids = people["document_digest"], {}
    for piece in in_pieces(digests):
        found = Person.objects.filter(document_digest__among=piece).values_list("document_digest", "pk")
        ids |= {bytes(digest): pk for digest, pk in found}
    rows = [("", home, ids[digest], day, "first") for digest, day in zip(digests, people["joined_on"], strict=True)]
    return tablib.Dataset(*rows, headers=["id", "union_id", "person_id", "joined_on", "join_kind"])


if __name__ == "__main__":
    main()
