from tests.examples import names_no_record

names_no_record(
    "documents:attachment-open",
    "documents:attachment-take-off",
    "documents:attachment-attach",
    because="no record of the house takes attachments yet; test_attachment_pages asks as a sibling's officer",
)
