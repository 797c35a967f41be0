"""What customers go through: journeys, stages, touchpoints."""
