"""What every command has in common, seen from the shell."""

import argparse
import os
import re
import subprocess
import sys

import pytest
from django.utils import translation

from yuanxin.foundation.kernel.commands import arguments_in_our_words

COMMAND = f"{sys.executable} -m yuanxin.config.cli"


@pytest.fixture
def shell(own_database, tmp_path):
    """Runs a line of shell against a database of its own."""
    environment = os.environ | {
        "DATABASE_URL": own_database.url,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "YUANXIN_DATA_DIR": str(tmp_path),
    }

    def run(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["/bin/bash", "-c", line], env=environment, capture_output=True, text=True, check=False)

    return run


def test_a_refusal_is_one_line_and_exit_code_two(shell):
    answer = shell(f"{COMMAND} unions list --under no-such-code")
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr.count("\n") == 1
    assert answer.stderr.startswith("没有编码为no-such-code的工会")


def test_a_reader_that_goes_away_is_no_error(shell, district):
    answer = shell(f"{COMMAND} unions list | true; exit ${{PIPESTATUS[0]}}")
    assert (answer.returncode, answer.stderr) == (0, "")


def test_a_database_that_cannot_be_reached_is_told_in_one_line(shell, tmp_path):
    for address in (f"sqlite:///{tmp_path}", "postgresql://nobody@127.0.0.1:1/none", "mysql://localhost/none"):
        answer = shell(f"DATABASE_URL={address} {COMMAND} unions list --json")
        assert (answer.returncode, answer.stdout) == (2, "")
        assert answer.stderr.count("\n") == 1
        assert "DATABASE_URL" in answer.stderr


def test_two_first_commands_at_once_make_one_database(shell, tmp_path):
    new = f"DATABASE_URL=sqlite:///{tmp_path}/new.sqlite3 {COMMAND} unions list --json"
    answer = shell(f"{new} & {new}; one=$?; wait $!; exit $(($? + one))")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.split() == ["[]", "[]"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("figures show --from 2016-13-01 --to 2016-06-30", "“2016-13-01”不是 YYYY-MM-DD 形式的日期"),
        ("bulletin --from 2016-01-01 --to 2016-06-30 --format pdf -o x", "--format"),
        ("roster undo abc --as nobody", "yuanxin roster --help"),
        ("roster", "yuanxin roster --help"),
        ("no-such-command", "没有命令“no-such-command”"),
    ],
)
def test_wrong_arguments_are_refused_in_one_line_too(shell, line, words):
    answer = shell(f"{COMMAND} {line}")
    assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (2, "", 1)
    assert words in answer.stderr


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("bulletin --from 2016-01-01 --to 2016-06-30 --format md", "缺少参数：-o/--output"),
        ("bulletin --from 2016-01-01 --to 2016-06-30 --format pdf -o x", "参数 --format：没有 'pdf' 这一选项"),
        ("roster undo abc --as nobody", "参数 BATCH：'abc' 不是 int"),
        ("unions list --under", "参数 --under：须跟一个值"),
        ("unions list --nothing", "不认识的参数：--nothing"),
    ],
)
def test_what_is_wrong_with_arguments_is_told_in_the_language_of_the_line(shell, line, words):
    told = shell(f"{COMMAND} {line}").stderr
    assert words in told
    assert not {"argument", "required", "invalid", "expected"} & set(re.findall("[a-z]+", told))


def test_the_words_of_other_parsers_stay_as_they_are():
    with translation.override("zh-hans"), arguments_in_our_words():
        assert argparse._("expected one argument") == "须跟一个值"
    assert argparse._("expected one argument") == "expected one argument"
