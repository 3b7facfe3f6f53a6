"""Every write of rosters."""

from yuanxin.organisation.rosters.services.bringing import (
    check_roster,
    check_writable,
    read_file,
    receive_roster,
    stage_roster,
)
from yuanxin.organisation.rosters.services.cleaning import (
    CampaignRefused,
    NotMended,
    TaskClosed,
    change_campaign,
    decide_item,
    fill_in,
    start_campaign,
)
from yuanxin.organisation.rosters.services.duplicates import (
    begin_search,
    cancel_search,
    merge_pair,
    refuse_pairs,
    search_now,
    take_apart,
)
from yuanxin.organisation.rosters.services.employers import (
    confirm_employer,
    dismiss_employer,
    names_belonging,
    persons_under,
)
from yuanxin.organisation.rosters.services.mending import write_roster_to_fill
from yuanxin.organisation.rosters.services.pilots import (
    PilotWork,
    correct_pilot_task,
    enter_pilot_task,
    withdraw_pilot_task,
)

__all__ = [
    "CampaignRefused",
    "NotMended",
    "PilotWork",
    "TaskClosed",
    "begin_search",
    "cancel_search",
    "change_campaign",
    "check_roster",
    "check_writable",
    "confirm_employer",
    "correct_pilot_task",
    "decide_item",
    "dismiss_employer",
    "enter_pilot_task",
    "fill_in",
    "merge_pair",
    "names_belonging",
    "persons_under",
    "read_file",
    "receive_roster",
    "refuse_pairs",
    "search_now",
    "stage_roster",
    "start_campaign",
    "take_apart",
    "withdraw_pilot_task",
    "write_roster_to_fill",
]
