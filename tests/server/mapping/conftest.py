import shutil
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def no_files_of_other_tests(data_folder: Path) -> None:
    """Ids begin anew in each test, and files are named by them."""
    for name in ("lists", "quality", "imports"):
        shutil.rmtree(data_folder / name, ignore_errors=True)
