"""Explaining access: who can read a thing, why and until when, now and at any kept moment."""
