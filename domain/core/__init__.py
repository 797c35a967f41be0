"""What every subject uses: ids, fields, problems, events, the unit of work."""
