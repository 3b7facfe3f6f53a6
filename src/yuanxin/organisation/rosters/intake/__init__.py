"""The member roster (会员名册): its columns, its checks, how a row meets the registry, how it is written and undone."""

from yuanxin.organisation.rosters.intake.declaration import ROSTER, RosterDeclaration

__all__ = ["ROSTER", "RosterDeclaration"]
