"""An organization as a whole: all it owns as a file, what is kept for how long, and deleting it with a receipt."""
