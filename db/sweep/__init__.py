"""The daily sweep: every initiative and finding judged anew when the day turns."""
