"""Tags of the templates: the built front end, and what components compute."""
