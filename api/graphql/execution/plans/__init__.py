"""Queries, compiled once and carried out breadth first; graphql-core does the rest and says what is wrong."""
