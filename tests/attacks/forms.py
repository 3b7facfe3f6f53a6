"""The forms of a page, as an attacker finds them, and filled as he would."""

import datetime
from dataclasses import dataclass, field
from html.parser import HTMLParser

SCRIPT = "\"'><script>alert(1)</script>{{7*7}}"
FORMULA = '=HYPERLINK("http://127.0.0.1/","=1+1")'
WRITTEN = {"", "text", "search", "textarea", "url", "email"}


@dataclass
class FoundForm:
    """A form that is sent by POST: where to, and its fields by name with kind and what stands in them."""

    action: str
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)

    def filled(self, text: str, today: datetime.date) -> dict[str, str]:
        """What is sent, with `text` in every field that takes words."""
        sent: dict[str, str] = {}
        for name, (kind, value) in self.fields.items():
            if kind in WRITTEN:
                sent[name] = text
            elif kind == "date":
                sent[name] = value or today.isoformat()
            elif kind == "number":
                sent[name] = value or "1"
            elif kind != "file":
                sent[name] = value
        return sent

    @property
    def takes_words(self) -> bool:
        return any(kind in WRITTEN for kind, _value in self.fields.values())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[FoundForm] = []
        self._open: FoundForm | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = FoundForm(given.get("action", "")) if given.get("method", "").lower() == "post" else None
            if self._open is not None:
                self.forms.append(self._open)
        elif self._open is None:
            return
        elif tag in {"input", "textarea"} and given.get("name"):
            kind = given.get("type", "").lower() if tag == "input" else "textarea"
            if kind not in {"radio", "checkbox"} or given["name"] not in self._open.fields or "checked" in given:
                self._open.fields[given["name"]] = (kind, given.get("value", "on" if kind == "checkbox" else ""))
        elif tag == "select" and given.get("name"):
            self._select = given["name"]
            self._open.fields[self._select] = ("select", "")
        elif tag == "option" and self._select and given.get("value"):
            _kind, value = self._open.fields[self._select]
            if not value or "selected" in given:
                self._open.fields[self._select] = ("select", given["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""


def forms_of(page: str) -> list[FoundForm]:
    """Every form of a page that is sent by POST."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms
