"""The long work of the payment desk: filling a batch, and writing its files for the bank."""

from yuanxin.foundation.kernel.long_work import Job
from yuanxin.foundation.payments.choices import WorkStep
from yuanxin.foundation.payments.models import Batch
from yuanxin.foundation.payments.services.bank_files import write_csv, write_xlsx
from yuanxin.foundation.payments.services.filling import collect

COLLECTING: Job[Batch] = Job("payments.collect", Batch, {WorkStep.COLLECT.value: collect})
EXPORTING: Job[Batch] = Job("payments.export", Batch, {WorkStep.XLSX.value: write_xlsx, WorkStep.CSV.value: write_csv})
