"""Relay's connection types, one pair for each kind of node (``Connection[School]`` is ``SchoolConnection``)."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import strawberry

from api.graphql.relay.keyset import Page, Slice

Node = TypeVar("Node")
Row = TypeVar("Row")


@strawberry.type(description="分页信息: where this page stands in its list. Lists are read forwards.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="有无下一页: whether more rows follow.")
    has_previous_page: bool = strawberry.field(description="有无上一页: whether this page began at a cursor.")
    start_cursor: str | None = strawberry.field(description="首行游标: the cursor of the first row.")
    end_cursor: str | None = strawberry.field(description="末行游标: give it as 'after' to read on.")


def _cursor(root: Any) -> str:
    return root.cursor_of(root.row)  # type: ignore[no-any-return]


@strawberry.type(description="分页条目: a row of the list with its cursor.")
class Edge(Generic[Node]):
    cursor: str = strawberry.field(
        resolver=_cursor, description="游标: an opaque mark of this row in this list."
    )
    node: Node = strawberry.field(description="内容: the row itself.")
    row: strawberry.Private[Any]
    cursor_of: strawberry.Private[Callable[[Any], str]]


@strawberry.type(description="分页列表: a page of a list in a total order.")
class Connection(Generic[Node]):
    edges: list[Edge[Node]] = strawberry.field(description="本页条目: the rows of this page.")
    page_info: PageInfo = strawberry.field(description="分页信息: where this page stands.")


def connect(asked: Slice, page: Page[Row], node: Callable[[Row], Node]) -> Connection[Node]:
    """The connection of one page, ``node`` making each row what callers see."""

    def cursor_of(row: Row) -> str:
        return asked.cursor(page.key(row))

    edges = [Edge(node=node(row), row=row, cursor_of=cursor_of) for row in page.rows]
    info = PageInfo(
        has_next_page=page.has_next,
        has_previous_page=asked.after is not None,
        start_cursor=cursor_of(page.rows[0]) if edges else None,
        end_cursor=cursor_of(page.rows[-1]) if edges else None,
    )
    return Connection(edges=edges, page_info=info)
