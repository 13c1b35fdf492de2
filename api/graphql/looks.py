"""Whoever is shown personal data leaves a trace, before the answer is given (rules §10)."""

from __future__ import annotations

from collections.abc import AsyncIterator

from strawberry.extensions import SchemaExtension

from api.graphql.context import Context


class LooksOnRecord(SchemaExtension):
    async def on_execute(self) -> AsyncIterator[None]:
        """One entry an operation. What cannot be put on record is not answered."""
        yield
        context = self.execution_context.context
        assert isinstance(context, Context)
        await context.record_looks()
