"""Finding who of a million is entered twice, with seeded doubles, beside Splink on the same set.

    python -m benchmarks.duplicates [--persons N] [--only ours|splink]

Ours reads the people from the database that `DATABASE_URL` names (one of its own), opens their numbers, compares, and
stores the pairs, in a process of its own that tells its peak of memory. Splink reads the same people from memory, with
numbers and phones in clear, and is trained on them by its own means; its line is the one that gives it the best F1.
Afterwards a merge with a thousand related rows, and taking it apart.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl

DATABASE = "yuanxin_bench_duplicates"
RELATED = 1_000


def main() -> None:
    """Run the parts, each in a process of its own, and print the result as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--only", choices=["ours", "splink"])
    parser.add_argument("--part", choices=["ours", "splink"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        told = search(options.folder) if options.part == "ours" else splink(options.folder)
        told["peak_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        print(json.dumps(told, ensure_ascii=False))
        return
    with tempfile.TemporaryDirectory(prefix="yuanxin-bench-") as name:
        print(json.dumps(run(Path(name), options.persons, options.only), ensure_ascii=False, indent=2))


def run(folder: Path, persons: int, only: str | None) -> dict[str, Any]:
    """Prepare the set, and measure each part alone."""
    from benchmarks import roster_import

    roster_import.DATABASE = DATABASE
    roster_import.prepare(folder)
    import django

    django.setup()
    from benchmarks import doubles

    entered, truth = doubles.with_doubles(persons)
    frame = doubles.as_frame(entered)
    frame.write_ipc(folder / "people.arrow")
    pairs = [(left + 1, right + 1, kind) for (left, right), kind in truth.items()]
    pl.DataFrame(pairs, schema=["left", "right", "kind"], orient="row").write_ipc(folder / "truth.arrow")
    figures: dict[str, Any] = {"persons": frame.height, "true_pairs": len(pairs)}
    if only != "splink":
        figures |= registry(frame)
        figures["ours"] = part("ours", folder)
        figures["merge"] = merge_of_many()
    if only != "ours":
        figures["splink"] = part("splink", folder)
    return figures


def registry(frame: pl.DataFrame) -> dict[str, Any]:
    """The people into the database."""
    from django.core.management import call_command
    from django.db import connection

    from benchmarks import doubles

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    doubles.write(frame)
    written = time.perf_counter() - began
    engine = connection.vendor
    connection.close()
    return {"engine": engine, "writing_the_registry_seconds": round(written, 1)}


def part(name: str, folder: Path) -> dict[str, Any]:
    """One part in its own process."""
    command = [sys.executable, "-m", "benchmarks.duplicates", "--part", name, "--folder", str(folder)]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=os.environ)  # noqa: S603
    told: dict[str, Any] = json.loads(ran.stdout.strip().splitlines()[-1])
    return told


def search(folder: Path) -> dict[str, Any]:
    """The product's own search, from its row of work to the stored pairs."""
    import django

    django.setup()
    from django.utils import timezone

    from yuanxin.foundation.accounts.models import User
    from yuanxin.foundation.unions.models import Union
    from yuanxin.organisation.rosters.choices import PairKind
    from yuanxin.organisation.rosters.models import DuplicatePair, DuplicateSearch
    from yuanxin.organisation.rosters.tasks import SEARCHING

    user = User.objects.create(username="bench", name="基准")
    district = Union.objects.get(parent=None)
    work = DuplicateSearch.objects.create(kind=PairKind.PERSON, union=district, made_by=user, made_at=timezone.now())
    began, cpu = time.perf_counter(), time.process_time()
    SEARCHING.run(work)
    seconds, spent = time.perf_counter() - began, time.process_time() - cpu
    work.refresh_from_db()
    rows = DuplicatePair.objects.values_list("left", "right", "score")
    found = pl.DataFrame(list(rows), schema=["left", "right", "score"], orient="row")
    return {
        "seconds": round(seconds, 1),
        "processor_seconds": round(spent, 1),
        "compared": work.counts["compared"],
        "blocks": work.counts["blocks"],
        **judged(found, folder),
    }


def judged(found: pl.DataFrame, folder: Path) -> dict[str, Any]:
    """Recall, precision and F1 of the pairs against the seeded truth, recall by kind as well."""
    truth = pl.read_ipc(folder / "truth.arrow")
    hit = truth.join(found.select("left", "right"), on=["left", "right"], how="inner")
    all_of, hit_of = Counter(truth["kind"].to_list()), Counter(hit["kind"].to_list())
    recall, precision = hit.height / truth.height, hit.height / max(found.height, 1)
    return {
        "found": found.height,
        "recall": round(recall, 4),
        "precision": round(precision, 4),
        "f1": round(2 * recall * precision / max(recall + precision, 1e-9), 4),
        "recall_by_kind": {kind: round(hit_of[kind] / number, 3) for kind, number in sorted(all_of.items())},
    }


def splink(folder: Path) -> dict[str, Any]:
    """The same people through Splink on DuckDB: its training, its prediction, its best line."""
    import logging

    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink import comparison_library as compare

    from yuanxin.organisation.rosters.rules.duplicates import upgraded

    logging.disable(logging.WARNING)
    people = pl.read_ipc(folder / "people.arrow")
    # As ours reads them: old numbers with 18 digits, and no digits to compare where it is no resident number.
    people = people.with_columns(upgraded(people["number"]).alias("number"))
    rows = people.select(
        pl.col("id").alias("unique_id"), "name", "pinyin", "sex", "phone", "employer", "number",
        pl.col("initials").str.slice(0, 1).alias("initial"), pl.col("number").str.slice(-4).alias("last_four"),
        pl.when(pl.col("number").str.contains("^[0-9]{17}[0-9X]$")).then(pl.col("number")).alias("digits"),
        pl.col("born_on").cast(pl.String).alias("born"),
        pl.col("born_on").dt.year().alias("birth_year"), pl.col("born_on").dt.strftime("%m%d").alias("birth_day"),
    ).to_arrow()  # fmt: skip
    blocks = [
        block_on("phone"), block_on("born", "initial"), block_on("pinyin", "birth_year"),
        block_on("pinyin", "birth_day"), block_on("pinyin", "employer"), block_on("last_four", "pinyin"),
        block_on("number"),
    ]  # fmt: skip
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=blocks,
        comparisons=[
            compare.DamerauLevenshteinAtThresholds("name", 1).configure(term_frequency_adjustments=True),
            compare.JaroWinklerAtThresholds("pinyin", [0.95, 0.88]),
            compare.DamerauLevenshteinAtThresholds("born", [1, 2]),
            compare.ExactMatch("phone"),
            compare.ExactMatch("employer").configure(term_frequency_adjustments=True),
            compare.DamerauLevenshteinAtThresholds("digits", [1, 2]),
        ],
        retain_intermediate_calculation_columns=False,
    )
    began = time.perf_counter()
    database = DuckDBAPI()
    database._con.execute("SET threads = 2")
    linker = Linker(database.register(rows), settings)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("name", "born", "phone")], recall=0.4)
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=SEED)
    training.estimate_parameters_using_expectation_maximisation(block_on("born", "initial"))
    training.estimate_parameters_using_expectation_maximisation(block_on("phone"))
    trained = time.perf_counter() - began
    answer = linker.inference.predict(threshold_match_probability=0.01)
    table = f"SELECT unique_id_l, unique_id_r, match_probability FROM {answer.physical_name}"  # noqa: S608
    columns = ["unique_id_l", "unique_id_r", "match_probability"]
    scored = pl.DataFrame(database._con.execute(table).fetchall(), schema=columns, orient="row")
    seconds = time.perf_counter() - began
    left, right = pl.col("unique_id_l"), pl.col("unique_id_r")
    scored = scored.select(
        pl.min_horizontal(left, right).alias("left"), pl.max_horizontal(left, right).alias("right"), "match_probability"
    )
    lines = {line: judged(scored.filter(pl.col("match_probability") >= line), folder) for line in LINES}
    best = max(lines, key=lambda line: lines[line]["f1"])
    return {
        "seconds": round(seconds, 1), "of_it_training": round(trained, 1), "line": best, **lines[best],
        "recall_and_precision_at": {str(line): [each["recall"], each["precision"]] for line, each in lines.items()},
    }  # fmt: skip


SEED = 2016
LINES = (0.1, 0.5, 0.9, 0.99, 0.999, 0.9995, 0.9999, 0.99995, 0.99999, 0.999999, 0.9999999)


def merge_of_many() -> dict[str, Any]:
    """An employer with a thousand people merged into another, and taken apart again."""
    from yuanxin.foundation.kernel import clock
    from yuanxin.foundation.kernel.actors import Actor
    from yuanxin.foundation.unions.models import Employer, Union
    from yuanxin.foundation.unions.services import merge_employers, unmerge_employers
    from yuanxin.organisation.members.models import Person

    actor, today = Actor.system("bench"), clock.today()
    district = Union.objects.get(parent=None)
    kept, gone = (Employer.objects.create(name=name, union=district) for name in ("圆心科技有限公司", "圆心科技公司"))
    some = list(Person.objects.order_by("pk").values_list("pk", flat=True)[:RELATED])
    Person.objects.filter(pk__in=some).update(employer=gone)
    began = time.perf_counter()
    merge = merge_employers(actor=actor, survivor=kept, absorbed=gone, today=today, reason="基准")
    merged = time.perf_counter() - began
    began = time.perf_counter()
    unmerge_employers(actor=actor, merge=merge, today=today, reason="基准")
    parted = time.perf_counter() - began
    if Person.objects.filter(employer=gone).count() != len(some):
        raise SystemExit("a row was left behind")
    return {"related_rows": len(some), "merge_seconds": round(merged, 3), "unmerge_seconds": round(parted, 3)}


if __name__ == "__main__":
    main()
