"""The long work of rosters: the search for records entered twice."""

from yuanxin.foundation.kernel.long_work import Job
from yuanxin.organisation.rosters.models import DuplicateSearch
from yuanxin.organisation.rosters.services.searching import find_pairs

SEARCHING: Job[DuplicateSearch] = Job("rosters.duplicates", DuplicateSearch, {"find": find_pairs})
