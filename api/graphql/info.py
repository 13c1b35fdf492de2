"""What resolvers are told of the operation that they work for."""

import strawberry

from api.graphql.context import Context

Info = strawberry.Info[Context, None]
