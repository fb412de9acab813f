"""The sentences that every output of a map shares: what was found, what to do next, who sees what."""

from mutuals.report.content import MapReport
from mutuals.report.figures import leading_play

ALL = "All"
"""Name of the totals of the matrix."""

LEVEL_WORDS = {
    "entity": ("Same company", "The same legal entity on both lists."),
    "subsidiary": ("Subsidiaries", "One is the national or divisional subsidiary of the other."),
    "group": ("Same group", "Two companies that share only the corporate group."),
    "location": ("Other sites", "The same company at another site."),
}
"""What each level is called where people switch it, and its sentence."""


def lead_sentence(report: MapReport) -> str:
    """What was found, in one sentence."""
    mine, _, _ = report.account_map.matrix.cell()
    total = report.account_map.ours.accounts.height
    if not mine:
        return f"No account of {report.ours} was found on the list of {report.theirs}."
    return f"{mine:,} of {report.ours}'s {total:,} accounts {_are(mine)} also on the list of {report.theirs}."


def next_steps(report: MapReport) -> tuple[str, ...]:
    """What to do next, the most useful first."""
    steps = []
    mine, _, _ = report.account_map.matrix.cell()
    leading = leading_play(report)
    if leading is not None:
        play, accounts = leading
        steps.append(f"{play.title}, {accounts:,} account{'' if accounts == 1 else 's'}: {play.motion}")
    elif mine:
        steps.append("Say which accounts are customers, open opportunities or prospects on both lists: plays follow.")
    waiting = report.account_map.to_review
    if waiting:
        have = "account has" if waiting == 1 else "accounts have"
        steps.append(f"{waiting:,} {have} only a possible counterpart: a person's judgement decides.")
    if not mine:
        steps.append("Run `mutuals check` on both lists: missing names and websites are the usual reason.")
    return tuple(steps)


def who_sees_what(report: MapReport) -> tuple[str, ...]:
    """What this map shows to whom: every output that is passed on says so."""
    _, theirs, _ = report.account_map.matrix.cell()
    unseen = report.account_map.theirs.accounts.height - theirs
    return (
        "It was made on one computer from both lists: whoever ran it could read both.",
        f"{report.ours} learns from these files which {theirs:,} accounts of {report.theirs} overlap and what the list "
        f"says of them; of the {unseen:,} others there are counts only.",
        f"{report.theirs} was sent nothing and sees nothing of {report.ours}'s list.",
        f"The names on {report.theirs}'s list are {report.theirs}'s own: agree before you pass these files on.",
    )


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
