-- The newest map of each node's heap; an older one of the same node makes room for it.
create table heap_report (
    node        text primary key references node on delete cascade,
    revision    bigint      not null,
    received_at timestamptz not null,
    body        jsonb       not null
);
