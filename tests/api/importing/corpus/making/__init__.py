"""The makers of the corpus's files and of what is expected of each: see README.md. No test runs them."""
