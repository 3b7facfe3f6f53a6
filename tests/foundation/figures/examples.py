from tests.examples import names_no_record

names_no_record(
    "figures:figure",
    "figures:rows",
    "figures:export",
    because="a figure is told of any union; the union asked for is checked in the view, see test_pages",
)
