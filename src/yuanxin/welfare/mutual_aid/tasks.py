"""The long work of mutual aid: computing claims."""

from yuanxin.foundation.kernel.long_work import Job
from yuanxin.welfare.mutual_aid.models import ComputingRun
from yuanxin.welfare.mutual_aid.services.portions import compute_waiting

COMPUTING: Job[ComputingRun] = Job("mutual_aid.compute", ComputingRun, {"compute": compute_waiting})
