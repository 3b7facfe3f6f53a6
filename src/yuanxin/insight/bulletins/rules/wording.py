"""The text of the half-year, sentence by sentence, laid out by the three qualities (三性).

A sentence names its figures by code, and is left out where one of them is not told: no department yet, or not for this
reader. A department that is built adds its sentences here, in the order of the article.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.figures.choices import Theme

PLACEHOLDER = re.compile(r"\{([a-z_]+(?:\.[a-z0-9_]+)?)\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `{code}` is a figure as printed, `{period}`, `{last_day}` and `{place}` are words of the page.

    `worded` gives the words that stand in a figure's place at an exact value. Such a sentence is told for these values
    only, and of a whole district where `of_district` says so; in every other case `otherwise` is told. It is left out
    where all the figures of `unless_none` come to nothing.
    """

    theme: Theme
    text: str | Promise
    worded: Mapping[str, Mapping[int, str | Promise]] = field(default_factory=dict)
    of_district: bool = False
    unless_none: tuple[str, ...] = ()
    otherwise: "Sentence | None" = None

    @property
    def figures(self) -> tuple[str, ...]:
        """The codes it names, in order."""
        return tuple(code for code in PLACEHOLDER.findall(str(self.text)) if "." in code)

    def fitting(self, values: Mapping[str, Decimal], *, district: bool) -> "Sentence | None":
        """The sentence that fits the values of its figures: itself, the other one, or none."""
        if self.unless_none and not any(values[code] for code in self.unless_none):
            return None
        fits = district or not self.of_district
        fits = fits and all(code not in values or values[code] in self.worded[code] for code in self.worded)
        return self if fits else self.otherwise


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence: plain words, or the figure `code`, told by its `words` where it has some."""

    words: str = ""
    code: str = ""


SENTENCES = (
    Sentence(
        Theme.POLITICAL,
        _(
            "In {period}, {place} gained {unions.new} new union organisations, which brought "
            "{unions.employers_newly_covered} employers their first coverage, and {members.joined} members joined."
        ),
    ),
    Sentence(
        Theme.POLITICAL,
        _(
            "On {last_day} {place} had {unions.stock} grassroots unions covering {unions.employers_covered} employers "
            "and {members.stock} members."
        ),
    ),
    Sentence(
        Theme.POLITICAL,
        _(
            "Among the members were {members.women} women, {members.migrant} migrant workers and {members.new_forms} "
            "workers in new forms of employment."
        ),
    ),
    Sentence(
        Theme.ADVANCED,
        _(
            "For the pilot of the city's smart-union platform {place} sent staff to its basic work: "
            "{rosters.pilot_tasks}."
        ),
        worded={"rosters.pilot_tasks": {3: _("research, debugging and trial runs with data")}},
        otherwise=Sentence(
            Theme.ADVANCED,
            _(
                "For the pilot of the city's smart-union platform {place} sent staff to {rosters.pilot_tasks} of its "
                "basic work."
            ),
        ),
    ),
    Sentence(
        Theme.ADVANCED,
        _(
            "{rosters.cleaning_done_rate} looked through the unions that had been founded and cleaned their records: "
            "they know what there is and how it stands."
        ),
        worded={"rosters.cleaning_done_rate": {100: _("All federations of the streets and parks of the district")}},
        of_district=True,
        otherwise=Sentence(
            Theme.ADVANCED,
            _("Of the streets and parks {rosters.cleaning_done_rate} have looked through the records of their unions."),
        ),
    ),
    Sentence(
        Theme.POLITICAL,
        _("The trade unions' award for financial work was won {honours.finance_award_run} running."),
        unless_none=("honours.finance_award_run",),
    ),
    Sentence(
        Theme.ADVANCED,
        _(
            "{honours.most_beautiful} workers were chosen as the most beautiful: {honours.most_beautiful_xihu} of the "
            "whole district and {honours.most_beautiful_workers} at their work."
        ),
        unless_none=("honours.most_beautiful",),
    ),
    Sentence(
        Theme.ADVANCED,
        _(
            "{honours.advanced} people and collectives were honoured: {honours.city_model_workers} as model workers "
            "of the city, {honours.city_may_day_medals} with its May Day medal, {honours.city_model_collectives} as "
            "model collectives, {honours.provincial_may_day_certificates} with the province's May Day certificate."
        ),
        unless_none=("honours.advanced",),
    ),
    Sentence(
        Theme.MASS,
        _(
            "In {period}, {place} gave {hardship.temporary_households} temporary relief of "
            "{hardship.temporary_amount}, and {hardship.routine_households} routine relief of "
            "{hardship.routine_amount}."
        ),
        unless_none=("hardship.temporary_households", "hardship.routine_households"),
    ),
    Sentence(
        Theme.MASS,
        _(
            "For {care.cover_households} the cover of accidents and household losses was claimed, and "
            "{care.cover_paid} were paid."
        ),
        unless_none=("care.cover_households",),
    ),
    Sentence(
        Theme.MASS,
        _(
            "{model_workers.medical_persons} model workers were refunded {model_workers.medical_paid} of medical costs;"
            " {model_workers.national_applied} were applied for out of the three funds for "
            "{model_workers.national_applicants} of the nation, {model_workers.provincial_applied} for "
            "{model_workers.provincial_applicants} of the province and {model_workers.city_applied} for "
            "{model_workers.city_applicants} of the city."
        ),
        unless_none=(
            "model_workers.medical_persons",
            "model_workers.national_applicants",
            "model_workers.provincial_applicants",
            "model_workers.city_applicants",
        ),
    ),
    Sentence(
        Theme.MASS,
        _(
            "In medical mutual aid stood {mutual_aid.enrolments}; units were given {mutual_aid.unit_subsidies} towards "
            "it, and benefits of {mutual_aid.benefits_paid} were paid."
        ),
        unless_none=("mutual_aid.enrolments", "mutual_aid.unit_subsidies", "mutual_aid.benefits_paid"),
    ),
    Sentence(
        Theme.MASS,
        _(
            "{allowances.staff} off the establishment were granted {allowances.rate} for union activities, "
            "{allowances.amount} in all."
        ),
        unless_none=("allowances.staff",),
    ),
    Sentence(
        Theme.MASS,
        _(
            "In the heat {care.cool_recipients} who worked on key projects were given {care.cool_goods} of goods for "
            "the summer."
        ),
        unless_none=("care.cool_recipients",),
    ),
)

BOXES = 10
# The boxes of the article in its order, and what takes the place of one that is not told.
HEADLINES = (
    "activities.invitationals_held",
    "contests.city_top_ranked",
    "honours.advanced",
    "matchmaking.events",
    "visits.unions_visited",
    "standards.enrolled",
    "honours.most_beautiful",
    "allowances.amount",
    "media.wechat_posts_to_date",
    "mutual_aid.enrolments",
    "mutual_aid.benefits_paid",
    "members.joined",
    "unions.new",
    "unions.employers_newly_covered",
    "hardship.temporary_amount",
    "model_workers.medical_paid",
    "members.stock",
    "unions.stock",
)

# The article's headings of its three parts (规范建设、找准方向、定位需求).
HEADINGS = {
    Theme.POLITICAL: _("Building by the rules, for political quality"),
    Theme.ADVANCED: _("Finding the direction, for advanced quality"),
    Theme.MASS: _("Meeting what is needed, for mass quality"),
}


def headlines(told: Iterable[str]) -> list[str]:
    """The codes of the figures that stand in boxes: the first ten of the headlines among `told`, then any others."""
    known = list(told)
    return [*(code for code in HEADLINES if code in known), *(code for code in known if code not in HEADLINES)][:BOXES]


def told_sentences(theme: Theme, told: Mapping[str, Decimal], *, district: bool) -> Iterator[Sentence]:
    """The sentences of a part all of whose figures are among `told`, as they fit the values."""
    for sentence in SENTENCES:
        if sentence.theme == theme and all(code in told for code in sentence.figures):
            fitting = sentence.fitting(told, district=district)
            if fitting is not None:
                yield fitting


def pieces(sentence: Sentence, words: Mapping[str, str], values: Mapping[str, Decimal] | None = None) -> list[Piece]:
    """The sentence in stretches, the page's words filled in.

    Args:
        words: the page's own words, by their names.
        values: what the figures come to, by their codes; needed where the sentence words one of them.

    Raises:
        KeyError: for a placeholder that is neither a figure nor among `words`.
    """
    found, position, text = [], 0, str(sentence.text)
    for match in PLACEHOLDER.finditer(text):
        name = match.group(1)
        found.append(Piece(words=text[position : match.start()]))
        if "." in name:
            worded = sentence.worded.get(name)
            found.append(Piece(words=str(worded[int((values or {})[name])]) if worded else "", code=name))
        else:
            found.append(Piece(words=words[name]))
        position = match.end()
    found.append(Piece(words=text[position:]))
    return [piece for piece in found if piece.words or piece.code]
