"""Hardware keys by which administrators get in when the directory is out (AUTH-16)."""
