"""Networks on a plane, of points or of a table: building, training, drawing, queries."""
