"""What somebody else made upon the tables that are read: it would not let them go, so a switch waits for it."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

STOOD_UPON = (
    "On the tables of projection {name} stand: {objects}. They would go with the tables: drop them, run this again,"
    " and make them anew afterwards. Nothing was changed."
)

# What PostgreSQL would name when the tables are dropped: whatever needs one of them, a column of it or its row type,
# and is no part of them. A view's own dependence is that of its rule.
DEPENDENTS = """
WITH going AS (
    SELECT oid, reltype FROM pg_class WHERE relnamespace = $1::regnamespace AND relname = ANY($2::text[])
), upon AS (
    SELECT 'pg_class'::regclass AS classid, oid AS objid FROM going
    UNION ALL SELECT 'pg_type'::regclass, reltype FROM going
    UNION ALL SELECT 'pg_type'::regclass, typarray FROM pg_type JOIN going ON pg_type.oid = going.reltype
), needing AS (
    SELECT DISTINCT needs.classid, needs.objid, needs.objsubid
    FROM pg_depend AS needs JOIN upon ON needs.refclassid = upon.classid AND needs.refobjid = upon.objid
    WHERE needs.deptype = 'n'
), owned AS (
    SELECT needing.*, coalesce(ev_class, conrelid, adrelid, polrelid, tgrelid, 0) AS relation
    FROM needing
    LEFT JOIN pg_rewrite ON needing.classid = 'pg_rewrite'::regclass AND pg_rewrite.oid = needing.objid
    LEFT JOIN pg_constraint ON needing.classid = 'pg_constraint'::regclass AND pg_constraint.oid = needing.objid
    LEFT JOIN pg_attrdef ON needing.classid = 'pg_attrdef'::regclass AND pg_attrdef.oid = needing.objid
    LEFT JOIN pg_policy ON needing.classid = 'pg_policy'::regclass AND pg_policy.oid = needing.objid
    LEFT JOIN pg_trigger ON needing.classid = 'pg_trigger'::regclass AND pg_trigger.oid = needing.objid
)
SELECT DISTINCT told.type || ' ' || told.identity
FROM owned LEFT JOIN pg_class ON pg_class.oid = relation AND relkind IN ('v', 'm'),
    LATERAL pg_identify_object(
        CASE WHEN pg_class.oid IS NULL THEN classid ELSE 'pg_class'::regclass END,
        coalesce(pg_class.oid, objid),
        CASE WHEN pg_class.oid IS NULL THEN objsubid ELSE 0 END
    ) AS told
WHERE relation NOT IN (SELECT oid FROM going) AND objid NOT IN (SELECT oid FROM going)
ORDER BY 1
"""


async def dependents(connection: asyncpg.Connection, schema: str, tables: Sequence[str]) -> list[str]:
    """Kind, schema and name of each."""
    return [row[0] for row in await connection.fetch(DEPENDENTS, schema, list(tables))]
