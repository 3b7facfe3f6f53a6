"""The tree of a synthetic district: streets, parks, and grassroots unions founded before, in and after the period."""

import datetime
from dataclasses import dataclass, field
from random import Random

from yuanxin.demo.invention.days import ONE_DAY, draw_day, share_out, years_before
from yuanxin.demo.invention.employers import DIRECT_UNITS, Firm, Firms
from yuanxin.demo.invention.places import CITY, Place, places_of
from yuanxin.demo.spec import Facts
from yuanxin.foundation.unions.choices import Form, FoundingMode, Level, UnionState

DISTRICT_AGE, STREET_AGE, HISTORY_YEARS = 30, 27, 24
MEMBERS_PER_UNION = 68
DIRECT_SHARE, JOINT_SHARE, BRANCH_SHARE = 0.03, 0.15, 0.14
FOUNDED_AFTER_SHARE = 0.05
# How many unions and newly covered employers the period brings where the facts do not speak of them.
USUAL_NEW_SHARE, USUAL_EMPLOYERS_PER_NEW = 0.011, 6
JOINT_NAMES = ("社区联合工会", "商务楼联合工会", "村联合工会", "商圈联合工会", "科创园联合工会", "农贸市场联合工会")
AREA_NAME = "工会联合会"


@dataclass(slots=True, eq=False)
class EmployerDraft:
    """An employer and the street, town, park or district it lies in."""

    id: int
    firm: Firm
    area: "UnionDraft"


@dataclass(slots=True, eq=False)
class CoverageDraft:
    """An employer covered by a union from a day, until before another."""

    union: "UnionDraft"
    employer: EmployerDraft
    begins_on: datetime.date
    founding: bool
    ends_on: datetime.date | None = None


@dataclass(slots=True, eq=False)
class UnionDraft:
    """A union to be written; `size` is its pull on members."""

    id: int
    code: str
    path: str
    name: str
    level: Level
    form: Form
    founding_mode: str
    parent: "UnionDraft | None"
    place: Place | None
    approved_on: datetime.date
    size: float = 0.0
    state: UnionState = UnionState.ACTIVE
    ended_on: datetime.date | None = None
    merged_into: "UnionDraft | None" = None
    children: int = 0
    employers: list[EmployerDraft] = field(default_factory=list)

    @property
    def grassroots(self) -> bool:
        return self.level == Level.GRASSROOTS

    @property
    def workplaces(self) -> list[EmployerDraft]:
        """Where its members work; those of a branch work for the employers its joint union covers."""
        return self.employers or (self.parent.employers if self.parent else [])


class Tree:
    """Drafts of a district's unions, employers and coverage, in the order of their ids."""

    def __init__(self, facts: Facts, *, members: int, stream: Random, horizon: datetime.date) -> None:
        self.facts = facts
        self.stream = stream
        self.horizon = max(horizon, facts.ends_on)
        self.firms = Firms(stream)
        self.unions: list[UnionDraft] = []
        self.employers: list[EmployerDraft] = []
        self.coverage: list[CoverageDraft] = []
        self.former_codes: list[tuple[str, UnionDraft]] = []
        self._names: set[str] = set()
        self._serials: dict[str, int] = {}
        self._joints: list[UnionDraft] = []
        self._direct_units = list(DIRECT_UNITS)
        usual = max(40, members // MEMBERS_PER_UNION)
        self.new = facts.count("unions.new", max(1, round(usual * USUAL_NEW_SHARE)))
        self.new_employers = facts.count("unions.employers_newly_covered", self.new * USUAL_EMPLOYERS_PER_NEW)
        self.after = round(usual * FOUNDED_AFTER_SHARE) if self.horizon > facts.ends_on else 0
        self.before = max(usual - self.new, usual // 2)

    def build(self) -> None:
        """Draft everything."""
        self._frame()
        self._found_before()
        self._found_in_period()
        self._found_after()
        self._end_some()

    # --- the frame -------------------------------------------------------------------------------------------------

    def _frame(self) -> None:
        self.district = self._add(
            None,
            Level.DISTRICT,
            Form.FEDERATION,
            self.facts.union,
            None,
            years_before(self.facts.begins_on, DISTRICT_AGE),
        )
        self.areas = [self._area(place) for place in places_of(self.facts.division)]
        self._shares = [area.place.share for area in self.areas if area.place]

    def _area(self, place: Place) -> UnionDraft:
        level = Level.STREET if place.kind == "street" else Level.PARK
        founded = years_before(self.facts.begins_on, STREET_AGE if level == Level.STREET else HISTORY_YEARS)
        return self._add(self.district, level, Form.FEDERATION, f"{place.name}总工会", place, founded)

    # --- foundings -------------------------------------------------------------------------------------------------

    def _found_before(self) -> None:
        direct = max(3, round(self.before * DIRECT_SHARE))
        joint = max(len(self.areas), round(self.before * JOINT_SHARE))
        branch = max(3, round(self.before * BRANCH_SHARE))
        last = self.facts.begins_on - ONE_DAY
        for _ in range(joint):
            self._joint(self._draw_area(), self._past_day(last), self.stream.randint(3, 13))
        for _ in range(direct):
            self._direct(self._past_day(last))
        for _ in range(max(0, self.before - joint - direct - branch)):
            self._single(self._draw_area(), self._past_day(last))
        for _ in range(branch):
            self._branch(last)

    def _found_in_period(self) -> None:
        """The unions approved in the period, and the employers first covered by their foundings, exactly as many."""
        first, last = self.facts.begins_on, self.facts.ends_on
        days = [draw_day(self.stream, first, last) for _ in range(self.new)]
        if self.new > 3:
            days[:2] = [first, last]
        if not self.new:
            self._cover_by_a_park(self.new_employers)
        elif self.new_employers <= self.new:
            for day in days[: self.new_employers]:
                self._single(self._draw_area(), day)
            for number, day in enumerate(days[self.new_employers :]):
                self._without_new_employer(day, number)
        else:
            self._share_employers(days)
        self._annulled(draw_day(self.stream, first, last))
        self._late_coverage(first, last)

    def _share_employers(self, days: list[datetime.date]) -> None:
        """One employer for each single union, the rest shared out over joint unions of several."""
        joints = max(1, round(len(days) * 0.35))
        if self.new_employers < len(days) + joints:
            joints = max(1, self.new_employers - len(days))
        singles = len(days) - joints
        shares = share_out(self.stream, self.new_employers - singles, joints, least=2)
        for day, count in zip(days[:joints], shares, strict=True):
            self._joint(self._draw_area(), day, count)
        for day in days[joints:]:
            self._single(self._draw_area(), day)

    def _cover_by_a_park(self, count: int) -> None:
        """With no new grassroots union, only a federation above them can bring employers their first coverage."""
        if count:
            place = Place("990", "新区产业园", "park", 0, ("创业", "新园"))
            day = draw_day(self.stream, self.facts.begins_on, self.facts.ends_on)
            park = self._add(self.district, Level.PARK, Form.FEDERATION, f"{place.name}总工会", place, day)
            self._cover_new(park, count)

    def _without_new_employer(self, day: datetime.date, number: int) -> None:
        """A union that brings no employer its first coverage: a branch, or a firm's own union after a joint one's."""
        joint = self.stream.choice([union for union in self._joints if union.approved_on < self.facts.begins_on])
        leavers = [
            spell for spell in self.coverage if spell.union is joint and spell.ends_on is None and spell.begins_on < day
        ]
        if number % 2 or len(leavers) < 2:
            self._branch(day, on=day)
            return
        spell = self.stream.choice(leavers)
        spell.ends_on = day
        joint.employers.remove(spell.employer)
        union = self._own_union(spell.employer.firm, joint.parent or self.district, day)
        union.employers.append(spell.employer)
        self.coverage.append(CoverageDraft(union, spell.employer, day, founding=True))

    def _annulled(self, day: datetime.date) -> None:
        """An approval given by mistake and annulled: it has a day in the period and must not be counted."""
        union = self._own_union(self.firms.draw(), self._draw_area(), day)
        union.state, union.size = UnionState.ANNULLED, 0.0
        union.ended_on = min(day + 20 * ONE_DAY, self.horizon)

    def _late_coverage(self, first: datetime.date, last: datetime.date) -> None:
        """Employers that older unions took in later, also in the period: first coverage, but by no founding."""
        for joint in [joint for joint in self._joints if joint.approved_on + ONE_DAY < first][::4]:
            in_period = self.stream.random() < 0.3
            begin, end = (first, last) if in_period else (joint.approved_on + ONE_DAY, first - ONE_DAY)
            day = draw_day(self.stream, begin, end)
            self._cover(joint, self._employer(joint.parent or self.district), day, founding=False)

    def _found_after(self) -> None:
        first = self.facts.ends_on + ONE_DAY
        for number in range(self.after):
            day = draw_day(self.stream, first, self.horizon)
            if number % 5 == 0:
                self._joint(self._draw_area(), day, self.stream.randint(3, 9))
            else:
                self._single(self._draw_area(), day)

    # --- endings ---------------------------------------------------------------------------------------------------

    def _end_some(self) -> None:
        """Some small unions go into a joint union of their area, some are revoked; some unions had another code."""
        singles = [
            union for union in self.unions
            if union.form == Form.COMMITTEE and union.state == UnionState.ACTIVE and union.parent in self.areas
            and union.approved_on + 400 * ONE_DAY < self.horizon
        ]  # fmt: skip
        self.stream.shuffle(singles)
        merged, revoked = max(2, len(singles) // 60), max(2, len(singles) // 45)
        absorbable = [(union, joint) for union in singles if (joint := self._survivor_for(union))][:merged]
        for union, joint in absorbable:
            day = self._end(union, UnionState.MERGED)
            union.merged_into = joint
            for employer in union.employers:
                self._cover(joint, employer, day, founding=False)
        others = [union for union in singles if union.state == UnionState.ACTIVE]
        for union in others[:revoked]:
            self._end(union, UnionState.REVOKED)
        for union in others[revoked : revoked + 4]:
            self.former_codes.append((f"ZG{union.code[-9:]}", union))

    def _survivor_for(self, union: UnionDraft) -> UnionDraft | None:
        """The oldest joint union of the same area, if it was there before `union`."""
        joints = [joint for joint in self._joints if joint.parent is union.parent]
        oldest = min(joints, key=lambda joint: joint.approved_on, default=None)
        return oldest if oldest and oldest.approved_on <= union.approved_on else None

    def _end(self, union: UnionDraft, state: UnionState) -> datetime.date:
        day = draw_day(self.stream, union.approved_on + 365 * ONE_DAY, self.horizon)
        union.state, union.ended_on = state, day
        union.size = min(union.size, 12.0)
        for spell in self.coverage:
            if spell.union is union and spell.ends_on is None:
                spell.ends_on = day
        return day

    # --- one union -------------------------------------------------------------------------------------------------

    def _single(self, area: UnionDraft, day: datetime.date) -> UnionDraft:
        """The committee of one employer (单独建会)."""
        firm = self.firms.draw(area.place.name.removesuffix("街道") if area.place else "")
        union = self._own_union(firm, area, day)
        self._cover(union, self._employer(area, firm), union.approved_on, founding=True)
        return union

    def _own_union(self, firm: Firm, area: UnionDraft, day: datetime.date) -> UnionDraft:
        union = self._add(
            area, Level.GRASSROOTS, Form.COMMITTEE, f"{firm.name}工会委员会", area.place, day, FoundingMode.SINGLE
        )
        union.size = self.stream.lognormvariate(3.6, 0.8)
        return union

    def _direct(self, day: datetime.date) -> None:
        """A union directly under the district (直属): organs, schools, hospitals, the district's own companies."""
        if self._direct_units:
            name, kind, industry = self._direct_units.pop(0)
            full = f"{CITY}市{self.facts.union.removesuffix('总工会')}{name}"
            firm = Firm(full, name, kind, industry)
        else:
            firm = self.firms.draw()
        union = self._own_union(firm, self.district, day)
        union.size = self.stream.lognormvariate(4.8, 0.6)
        self._cover(union, self._employer(self.district, firm), union.approved_on, founding=True)

    def _joint(self, area: UnionDraft, day: datetime.date, employers: int) -> UnionDraft:
        """A joint union (联合工会) of a community, village, building or market, or an area's federation."""
        communities = area.place.communities if area.place else ("联合",)
        by_area = self.stream.random() < 0.15
        ending = AREA_NAME if by_area else self.stream.choice(JOINT_NAMES)
        place = (area.place.name if area.place else "").removesuffix("街道")
        community = self.stream.choice(communities)
        name = f"{'' if community.startswith(place) else place}{community}{ending}"
        form, mode = (Form.UNION_FEDERATION, FoundingMode.AREA) if by_area else (Form.JOINT, FoundingMode.JOINT)
        union = self._add(area, Level.GRASSROOTS, form, name, area.place, day, mode)
        union.size = self.stream.lognormvariate(4.2, 0.5)
        self._joints.append(union)
        self._cover_new(union, employers)
        return union

    def _branch(self, last: datetime.date, *, on: datetime.date | None = None) -> None:
        """A branch (分会) under a joint union, at an employer that the joint union covers already."""
        joint = self.stream.choice([union for union in self._joints if union.approved_on < last])
        day = on or draw_day(self.stream, joint.approved_on + ONE_DAY, last)
        firm = self.stream.choice(joint.employers).firm
        name = f"{joint.name}{firm.short}分会"
        branch = self._add(joint, Level.GRASSROOTS, Form.BRANCH, name, joint.place, day)
        branch.size = self.stream.lognormvariate(3.0, 0.6)

    def _add(
        self, parent: UnionDraft | None, level: Level, form: Form, name: str, place: Place | None, day: datetime.date,
        mode: str = "",
    ) -> UnionDraft:  # fmt: skip
        if parent is not None:
            parent.children += 1
            day = max(day, parent.approved_on)
        union = UnionDraft(
            id=len(self.unions) + 1,
            code=self._code(parent, level, place),
            path=f"{parent.path}{parent.children:05d}" if parent else "00001",
            name=self._unique(name),
            level=level,
            form=form,
            founding_mode=mode,
            parent=parent,
            place=place,
            approved_on=day,
        )
        self.unions.append(union)
        return union

    def _code(self, parent: UnionDraft | None, level: Level, place: Place | None) -> str:
        """Division, place, and a serial number; a branch goes on from its joint union's code."""
        if parent is None or level in {Level.STREET, Level.PARK}:
            return f"{self.facts.division}{place.code if place else ''}"
        if parent.level == Level.GRASSROOTS:
            return f"{parent.code}{parent.children:03d}"
        area = f"{self.facts.division}{place.code if place else '000'}"
        self._serials[area] = self._serials.get(area, 0) + 1
        return f"{area}{self._serials[area]:05d}"

    def _unique(self, name: str) -> str:
        number, unique = 1, name
        while unique in self._names:
            number += 1
            unique = f"{name.removesuffix('分会')}第{number}{'分会' if name.endswith('分会') else ''}"
        self._names.add(unique)
        return unique

    # --- employers -------------------------------------------------------------------------------------------------

    def _employer(self, area: UnionDraft, firm: Firm | None = None) -> EmployerDraft:
        employer = EmployerDraft(len(self.employers) + 1, firm or self.firms.draw(), area)
        self.employers.append(employer)
        return employer

    def _cover_new(self, union: UnionDraft, count: int) -> None:
        area = union if union.level == Level.PARK else union.parent or self.district
        for _ in range(count):
            self._cover(union, self._employer(area), union.approved_on, founding=True)

    def _cover(self, union: UnionDraft, employer: EmployerDraft, day: datetime.date, *, founding: bool) -> None:
        union.employers.append(employer)
        self.coverage.append(CoverageDraft(union, employer, day, founding))

    # --- drawing ---------------------------------------------------------------------------------------------------

    def _draw_area(self) -> UnionDraft:
        return self.stream.choices(self.areas, self._shares)[0]

    def _past_day(self, last: datetime.date) -> datetime.date:
        """A day in the history before the period: most unions were founded in the 1990s and 2000s."""
        first = years_before(self.facts.begins_on, HISTORY_YEARS)
        return first + ONE_DAY * int((last - first).days * self.stream.random() ** 1.3)
