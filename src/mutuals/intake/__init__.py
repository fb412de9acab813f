"""Files and rows of any shape → accounts: what was understood, what was refused and why, and how good the data are."""

from mutuals.intake.accounts import Intake, NoNameOrWebsite, NothingUsable, read_accounts
from mutuals.intake.checks import CHECKS, Check
from mutuals.intake.expand import DamagedArchive, EndlessArchive
from mutuals.intake.mapping import FieldMapping, MappedField, UnknownColumn
from mutuals.intake.mapping_file import WrongSettings, load_mapping, save_mapping
from mutuals.intake.opportunities import NoAccountColumn, OpportunityIntake, read_opportunities
from mutuals.intake.populations import (
    FilteredPopulation,
    PopulationRules,
    load_population_rules,
    save_population_rules,
    suggest_population_rules,
)
from mutuals.intake.quality import FILLED, FINDING_ROWS, FINDINGS, QualityReport, check_quality
from mutuals.intake.rejected import REJECTED
from mutuals.intake.source import EmptyFile, FileTooBig, NoFile, NotATable

__all__ = [
    "CHECKS",
    "FILLED",
    "FINDINGS",
    "FINDING_ROWS",
    "REJECTED",
    "Check",
    "DamagedArchive",
    "EmptyFile",
    "EndlessArchive",
    "FieldMapping",
    "FileTooBig",
    "FilteredPopulation",
    "Intake",
    "MappedField",
    "NoAccountColumn",
    "NoFile",
    "NoNameOrWebsite",
    "NotATable",
    "NothingUsable",
    "OpportunityIntake",
    "PopulationRules",
    "QualityReport",
    "UnknownColumn",
    "WrongSettings",
    "check_quality",
    "load_mapping",
    "load_population_rules",
    "read_accounts",
    "read_opportunities",
    "save_mapping",
    "save_population_rules",
    "suggest_population_rules",
]
