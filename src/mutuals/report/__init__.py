"""The map as a page, a workbook, a terminal table."""

from mutuals.report.atomic import CannotWrite, whole_file, whole_folder
from mutuals.report.content import REFUSED, RULES_USED, MapReport, map_report
from mutuals.report.export import write_greenfield_csv, write_overlaps_csv
from mutuals.report.figures import figures
from mutuals.report.page import write_html
from mutuals.report.summary import summary, write_summary
from mutuals.report.terminal import print_map
from mutuals.report.words import next_steps
from mutuals.report.workbook import write_workbook

__all__ = [
    "REFUSED",
    "RULES_USED",
    "CannotWrite",
    "MapReport",
    "figures",
    "map_report",
    "next_steps",
    "print_map",
    "summary",
    "whole_file",
    "whole_folder",
    "write_greenfield_csv",
    "write_html",
    "write_overlaps_csv",
    "write_summary",
    "write_workbook",
]
