"""GraphQL over HTTP: who asks, what they ask for, how the answer travels."""
