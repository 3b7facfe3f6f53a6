"""Unions and members: the district that every other department builds on."""

from dataclasses import dataclass

from yuanxin.demo.bulk import advance_sequences, gather_statistics
from yuanxin.demo.departments import Site, register
from yuanxin.demo.departments.organisation.memberships import MemberDraft, Memberships
from yuanxin.demo.departments.organisation.officers import Officers
from yuanxin.demo.departments.organisation.persons import PersonDraft, Persons
from yuanxin.demo.departments.organisation.tree import Tree
from yuanxin.demo.departments.organisation.writing import (
    write_employers,
    write_members,
    write_officers,
    write_unions,
)
from yuanxin.foundation.unions.models import Coverage, Employer, FormerCode, Officer, Term, Union
from yuanxin.organisation.members.models import Membership, Person, Retention

WRITTEN = (Union, FormerCode, Employer, Coverage, Officer, Term, Person, Membership, Retention)
FIGURES = ("unions.new", "unions.employers_newly_covered", "members.joined")


@dataclass(frozen=True, slots=True)
class Drafts:
    """Everything drawn, before a row is written."""

    tree: Tree
    officers: Officers
    members: list[MemberDraft]
    persons: list[PersonDraft]


def draft(site: Site) -> Drafts:
    """Draw the district's unions, employers, officers and members; pure."""
    tree = Tree(site.facts, members=site.members, stream=site.stream("unions"), horizon=site.today)
    tree.build()
    officers = Officers(tree, site.stream("officers"))
    officers.draw()
    memberships = Memberships(tree, site.facts, members=site.members, stream=site.stream("memberships"))
    members = list(memberships.draw())
    return Drafts(tree, officers, members, Persons(site.stream("persons")).draw(members))


def build(site: Site) -> dict[str, int]:
    """Draft and write the district; the numbers of rows by table."""
    drafts = draft(site)
    site.drafts[Drafts] = drafts
    rows = (
        write_unions(drafts.tree)
        | write_employers(drafts.tree, site.stream("credit codes"))
        | write_officers(drafts.officers)
        | write_members(drafts.members, drafts.persons)
    )
    advance_sequences(*WRITTEN)
    gather_statistics(*WRITTEN)
    return rows


register("organisation", FIGURES, build)
