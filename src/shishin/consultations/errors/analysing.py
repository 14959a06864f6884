"""Refusals about the analysis of a file of opinions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import RefusedHere


class UnreadableFile(RefusedHere):
    message = _("“%(file)s” cannot be read: %(why)s.")
    way_out = _("Give a whole file of Parquet, CSV or Excel.")


class NoClauses(RefusedHere):
    message = _("“%(file)s” is no edition with clauses.")
    way_out = _("Give the JSON that an edition offers, or a table with the columns key, label and text.")


class NameMissing(RefusedHere):
    message = _("“%(file)s” has nothing in column “%(column)s” of row %(row)s.")
    way_out = _("Fill it in, or take the row out.")


class UnfitColumn(RefusedHere):
    message = _("Column “%(column)s” of “%(file)s” holds no plain values, but %(kind)s.")
    way_out = _("Name a column of numbers or texts.")


class OtherAnalysis(RefusedHere):
    message = _("“%(folder)s” holds the analysis of another file, or one with other settings.")
    way_out = _("Name another folder, or begin afresh there with --afresh.")


class OtherFiles(RefusedHere):
    message = _("“%(folder)s” holds what is no analysis, such as “%(name)s”.")
    way_out = _("Name an empty folder, or one that does not exist yet.")


class UnderWay(RefusedHere):
    message = _("Another analysis is working in “%(folder)s”.")
    way_out = _("Wait until it has ended, or name another folder.")


class UnreachableCluster(RefusedHere):
    message = _("No cluster answers at “%(address)s”: %(why)s.")
    way_out = _(
        "Start it, name another address, or leave --cluster and SHISHIN_CLUSTER out: the groups are the same on this machine alone."
    )


class NoEngine(RefusedHere):
    message = _("What works on a cluster is not installed: %(name)s is missing.")
    way_out = _("Install the extra “cluster”, or leave --cluster and SHISHIN_CLUSTER out: the groups are the same on this machine alone.")


class Cancelled(RefusedHere):
    message = _("The analysis was cancelled.")
    way_out = _("The same command goes on where it stood.")


class CannotBeWritten(RefusedHere):
    message = _("“%(folder)s” cannot be written to: %(why)s.")
    way_out = _("Make room there, or name another folder; the same command goes on where it stood.")


class NothingToAnalyse(RefusedHere):
    message = _("There is no opinion to analyse yet.")
    way_out = _("Wait until some are there; those from the form are counted within minutes.")


class AnalysisIsUnderWay(RefusedHere):
    message = _("An analysis of this consultation is under way already.")
    way_out = _("Wait until it has ended, or cancel it.")


class AnalysisHasEnded(RefusedHere):
    message = _("This analysis has ended already.")
    way_out = _("See what became of it, and start another one if you want to.")


class AnalysisWasCutOff(RefusedHere):
    message = _("The analysis was cut off: %(why)s.")
    way_out = _("Make room on the disk of the site, then start it again.")


class StandsByItself(RefusedHere):
    message = _("None of these stands under another opinion, nor may be the same as one.")
    way_out = _("Open a row, and tick in it what is not the same.")


class NoClauseIsProposed(RefusedHere):
    message = _("For none of these a clause is proposed, or each has one already.")
    way_out = _("Say yourself which clause they are about.")


class AnotherSampleWasDrawn(RefusedHere):
    message = _("Another analysis was finished meanwhile, and another sample was drawn.")
    way_out = _("Open the page of the sample again.")


class NothingWasChecked(RefusedHere):
    message = _("Nothing was checked that was not so already.")
    way_out = _("Say of at least one whether it is right.")
