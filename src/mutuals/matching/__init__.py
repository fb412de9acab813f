"""Which accounts on two lists are the same company, with evidence and probability."""
