"""How a column is declared and a cell is read, and the problems found in them."""
