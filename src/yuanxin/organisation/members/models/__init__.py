"""Persons, their memberships as dated spells, and transfers between unions."""

from yuanxin.organisation.members.models.persons import Membership, MembershipQuerySet, Person, Retention
from yuanxin.organisation.members.models.transfers import TransferProposal

__all__ = ["Membership", "MembershipQuerySet", "Person", "Retention", "TransferProposal"]
