"""The roadmap 工程表 of a plan: its measures from quarter to quarter, under their chapters, with their milestones."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from shishin.governance.models import Plan
from shishin.governance.plans.content import PlanContent
from shishin.governance.progress.quarters import reports_of, standings_of
from shishin.kit.identity import in_language
from shishin.kit.roadmap import Milestone, Period, Roadmap, RoadmapGroup, RoadmapRow


def roadmap_of(plan: Plan, content: PlanContent, *, day: date, url: str) -> Roadmap:
    """The whole plan, whatever its measures take. `url` is the page of the measures. One query."""
    standings = standings_of(content.measures, reports_of(plan))
    groups = []
    for chapter in content.chapters:
        rows = [
            RoadmapRow(
                measure.title,
                [Period(measure.first, measure.last)],
                [Milestone(one.quarter, in_language(one.words), one.reached_on is not None) for one in measure.milestones],
                f"{url}{measure.key}/",
                standings[measure.key].tag,
            )
            for measure in chapter.measures
        ]
        if rows:
            groups.append(RoadmapGroup(chapter.heading, rows))
    title = _("Roadmap of %(plan)s") % {"plan": plan}
    return Roadmap(title, _("Measure"), groups, day, plan.years)
