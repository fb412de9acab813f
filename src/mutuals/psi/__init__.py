"""Common match keys of two organizations without either showing its list. Stands alone; no I/O."""
