"""Networks on a plane, of points or of a table: what they are made of, and what is seen of them."""
