"""What a PDF holds besides its visible pages."""
