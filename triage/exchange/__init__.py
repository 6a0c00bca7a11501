"""Files in and out: reports from exports, assessments as JSON lines."""
