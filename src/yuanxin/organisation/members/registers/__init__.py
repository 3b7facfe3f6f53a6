"""会员台账, 会籍台账, 会员转接, 入会申请, 除名, 会员卡, 家庭台账."""

from yuanxin.organisation.members.registers.applications import APPLICATIONS
from yuanxin.organisation.members.registers.cards import CARDS
from yuanxin.organisation.members.registers.endings import EXPULSIONS
from yuanxin.organisation.members.registers.households import HOUSEHOLDS
from yuanxin.organisation.members.registers.persons import MEMBERSHIPS, PERSONS, TRANSFERS

__all__ = ["APPLICATIONS", "CARDS", "EXPULSIONS", "HOUSEHOLDS", "MEMBERSHIPS", "PERSONS", "TRANSFERS"]
