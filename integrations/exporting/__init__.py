"""Export of an organisation to the import format, without loss."""
