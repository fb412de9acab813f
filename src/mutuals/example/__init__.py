"""Two lists of invented companies with realistic dirt, and the truth beside them: for examples, tests and training."""

from mutuals.example.dirt import Dirt
from mutuals.example.files import ExampleFiles, NoFolder, write_example
from mutuals.example.lists import TRUTH_KINDS, NoSuchExample, example_lists

__all__ = ["TRUTH_KINDS", "Dirt", "ExampleFiles", "NoFolder", "NoSuchExample", "example_lists", "write_example"]
