"""Cases, scores and a report: what the assistant promises, measured."""
