"""The tree of errors that Mutuals raises on purpose.

    MutualsError
    ├── BadInput      what was given cannot be used: say what, where, and what was kept; the person mends the input
    ├── NotAllowed    a policy forbids it; the person asks whoever owns the policy
    └── TryAgain      the world was not ready (a lock, a cut line); the same call may succeed later

Errors are defined beside the function that raises them, as a subclass of one of the three kinds; the docstring
ends with what the caller does. Anything else that escapes is a defect of ours.
"""


class MutualsError(Exception):
    """Root of every error raised on purpose. Callers show its sentence and exit with `EXIT_CODES`."""


class BadInput(MutualsError):
    """What was given cannot be used as it is. The caller shows the sentence; the person mends the input."""


class NotAllowed(MutualsError):
    """A policy forbids this. The caller shows the sentence; the person asks the owner of the policy."""


class TryAgain(MutualsError):
    """Something outside was not ready. The caller may repeat the same call later."""


EXIT_CODES: dict[type[MutualsError], int] = {BadInput: 2, NotAllowed: 3, TryAgain: 4}
"""Exit code of the command for each kind of error; 0 is success and 1 a defect of Mutuals itself."""


def exit_code(error: MutualsError) -> int:
    """Exit code for `error`: that of the nearest kind in `EXIT_CODES`, else 1."""
    for kind in type(error).__mro__:
        if kind in EXIT_CODES:
            return EXIT_CODES[kind]
    return 1
