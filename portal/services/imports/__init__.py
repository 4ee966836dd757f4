"""Reading what a board has already published, one module a format."""
