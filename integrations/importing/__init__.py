"""Import of a portfolio from a folder of CSV files (docs/import-format.md)."""
