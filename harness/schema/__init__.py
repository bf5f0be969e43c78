"""Documents made from a schema: its types, how choices are made, and what of it was exercised."""
