"""Persons and households, memberships as dated spells, transfers between unions, and applications to join."""

from yuanxin.organisation.members.models.applications import Application
from yuanxin.organisation.members.models.cards import Card
from yuanxin.organisation.members.models.endings import Expulsion
from yuanxin.organisation.members.models.households import Household, HouseholdMember
from yuanxin.organisation.members.models.persons import Membership, MembershipQuerySet, Person, Retention
from yuanxin.organisation.members.models.transfers import TransferProposal

__all__ = [
    "Application",
    "Card",
    "Expulsion",
    "Household",
    "HouseholdMember",
    "Membership",
    "MembershipQuerySet",
    "Person",
    "Retention",
    "TransferProposal",
]
