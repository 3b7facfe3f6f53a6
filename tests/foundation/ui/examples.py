from tests.examples import names_no_record

names_no_record("ui:guide", because="a guide is a document of the product, the same for everybody")
