-- The place in its trace of the request that set a node's wanted state, until the node has come to
-- it, and of the one that asked for an action; null where no traces are collected.
alter table node add column desired_trace text;
alter table action add column trace text;
