"""Reading papers in a browser: text, pages as images, and copies marked as one's own."""
