from tests.examples import names_no_record

names_no_record(
    "policies:policy-detail",
    "policies:policy-first-version",
    "policies:policy-new-version",
    "policies:policy-close",
    because="a policy holds for every union alike; who may change it is asked over the topmost union",
)
