"""The commands of the console script, one module each; api/cli.py tells the convention."""
