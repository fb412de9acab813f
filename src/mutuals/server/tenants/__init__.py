"""Organizations and their people: who belongs where, who may do what, and what everybody did."""
