"""The command `mutuals`: one file per verb. Verbs print and exit, nothing else."""
