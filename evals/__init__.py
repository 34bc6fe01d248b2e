"""Cases, scores and a report: what the assistant promises, measured."""

from evals.extra import leave_without_it

leave_without_it()
