"""The clerk's form for a restriction: its questions, what is written so far, and the record."""
