"""What is on record, and the changes that would make it what the files say."""
