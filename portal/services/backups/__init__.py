"""Backups: made while the portal is used, verified, and put back where there is nothing."""
