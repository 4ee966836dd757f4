"""Noticing that the record is older than the log, or the log than the record; declaring it."""
