"""What the words of a file tell of people, and of papers that are closed."""
