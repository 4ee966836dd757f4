"""What the portal does, one verb at a time.  No Flask: the command line uses these too."""
