"""Every write about documents: files kept with records, numbers given, papers handed out."""

from yuanxin.foundation.documents.services.files import attach, keep_file, plain_name, take_off
from yuanxin.foundation.documents.services.papers import NoAgencyMark, hand_out, issue_number, set_agency_mark

__all__ = [
    "NoAgencyMark",
    "attach",
    "hand_out",
    "issue_number",
    "keep_file",
    "plain_name",
    "set_agency_mark",
    "take_off",
]
