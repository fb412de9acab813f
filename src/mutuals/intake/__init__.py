"""Files and rows of any shape → accounts; what was refused and why; the data-quality report."""
