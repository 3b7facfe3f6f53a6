"""The batches of each kind of list."""

from yuanxin.foundation.intake.registers import BatchRegister
from yuanxin.organisation.loading.intake import LOADED


class LoadedRegister(BatchRegister):
    """The batches of one kind of list: every file brought in, and where it stands."""


REGISTERS = {declaration.code: LoadedRegister(declaration) for declaration in LOADED}
