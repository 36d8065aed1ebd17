-- Revisions are one sequence for the whole service, so none ever repeats on a node.
create sequence revision as bigint;

create table agent (
    name             text primary key,
    key_hash         bytea       not null,
    credential_hash  bytea       not null unique,
    version          text        not null,
    engine_semantics integer     not null,
    enrolled_at      timestamptz not null,
    last_seen        timestamptz not null,
    reachable        boolean     not null default true,
    boards           integer     not null default 0,
    dropped_reports  bigint      not null default 0
);

-- Which batches were taken, so that a repeated one is not taken twice. Kept for an hour.
create table report_batch (
    agent       text        not null references agent on delete cascade,
    boot        text        not null,
    sequence    bigint      not null,
    received_at timestamptz not null,
    primary key (agent, boot, sequence)
);
create index report_batch_received_at on report_batch (received_at);

create table firmware (
    digest       text primary key check (digest ~ '^sha256:[0-9a-f]{64}$'),
    position     bigint generated always as identity unique,
    name         text        not null,
    size_bytes   bigint      not null check (size_bytes > 0),
    memory_bytes bigint      not null check (memory_bytes >= 0),
    uploaded_at  timestamptz not null,
    inspection   jsonb       not null
);

-- The module's bytes in pieces, so that neither an upload nor a download is ever whole in memory.
create table firmware_chunk (
    digest text    not null references firmware on delete cascade,
    number integer not null,
    bytes  bytea   not null,
    primary key (digest, number)
);
alter table firmware_chunk alter column bytes set storage external;

create table node (
    name                 text primary key,
    agent                text        not null references agent,
    preset               text        not null,
    ram_bytes            bigint      not null check (ram_bytes > 0),
    clock_hz             bigint      not null check (clock_hz > 0),
    labels               jsonb       not null,
    enrolled_at          timestamptz not null,
    -- False: the agent no longer names it (Lost).
    present              boolean     not null default true,
    desired_revision     bigint      not null,
    desired_firmware     text references firmware,
    desired_arguments    jsonb       not null default '[]',
    desired_environment  jsonb       not null default '{}',
    desired_seed         bigint      not null default 1,
    -- What the agent last reported; null before its first report.
    actual_revision      bigint,
    actual_firmware      text,
    actual_state         text,
    actual_cycle         bigint,
    actual_virtual_nanos bigint,
    actual_boots         integer,
    actual_trace_hash    text,
    actual_exit_code     integer,
    actual_detail        text,
    reported_at          timestamptz,
    -- Bytes that the console received over all boots: the position of its stream.
    console_end          bigint      not null default 0
);
create index node_agent on node (agent);
create index node_labels on node using gin (labels);
create index node_desired_firmware on node (desired_firmware);

create table action (
    id          bigint generated always as identity primary key,
    node        text        not null references node on delete cascade,
    agent       text        not null,
    body        jsonb       not null,
    status      text        not null check (status in ('pending', 'sent', 'applied', 'rejected', 'expired')),
    detail      text,
    cycle       bigint,
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    finished_at timestamptz
);
create index action_open on action (agent, id) where status in ('pending', 'sent');
create index action_finished on action (finished_at);

create table console_chunk (
    node          text    not null references node on delete cascade,
    position      bigint  not null,
    revision      bigint  not null,
    boot          integer not null,
    byte_offset   bigint  not null,
    dropped_bytes bigint  not null,
    bytes         bytea   not null,
    primary key (node, position)
);

create table gc_cycle (
    id                             bigint generated always as identity primary key,
    node                           text    not null references node on delete cascade,
    revision                       bigint  not null,
    boot                           integer not null,
    number                         bigint  not null,
    start_cycle                    bigint  not null,
    end_cycle                      bigint  not null,
    sweep_termination_pause_cycles bigint,
    mark_termination_pause_cycles  bigint,
    forced                         boolean not null,
    heap_start_mb                  bigint,
    heap_end_mb                    bigint,
    heap_live_mb                   bigint,
    heap_goal_mb                   bigint,
    stacks_mb                      bigint,
    globals_mb                     bigint,
    clock_hz                       bigint  not null
);
create index gc_cycle_node on gc_cycle (node, id);

-- All pauses of a node's present assignment as a DDSketch over nanoseconds.
create table gc_pauses (
    node      text primary key references node on delete cascade,
    revision  bigint not null,
    cycles    bigint not null,
    max_nanos bigint not null,
    sketch    bytea  not null
);

create table telemetry_sample (
    id          bigint generated always as identity primary key,
    node        text        not null references node on delete cascade,
    received_at timestamptz not null,
    body        jsonb       not null
);
create index telemetry_sample_node on telemetry_sample (node, id);

create table event (
    id   bigint generated always as identity primary key,
    type text        not null,
    at   timestamptz not null,
    body jsonb       not null
);

create table idempotent_answer (
    key         text primary key,
    fingerprint bytea       not null,
    created_at  timestamptz not null,
    answer      jsonb
);
create index idempotent_answer_created_at on idempotent_answer (created_at);
