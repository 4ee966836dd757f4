"""Settings: how each is declared and read, and what of them contradicts what."""
