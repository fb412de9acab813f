"""Pages: parse what a browser sends, call one query or operation, render a template."""
