"""The doors to each room: what a browser may ask for, one folder per audience."""
