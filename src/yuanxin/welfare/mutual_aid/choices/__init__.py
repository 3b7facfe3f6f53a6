from yuanxin.welfare.mutual_aid.choices.claims import *  # noqa
