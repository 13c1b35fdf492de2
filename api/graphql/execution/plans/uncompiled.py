"""What is left to graphql-core."""


class Uncompiled(Exception):
    """A plan cannot do this: graphql-core does it, or says what is wrong with it, and where."""
