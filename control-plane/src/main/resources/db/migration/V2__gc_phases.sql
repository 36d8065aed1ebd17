-- When marking began beside the program, and when the world stopped for its end; null for cycles
-- of agents that did not tell.
alter table gc_cycle add column mark_start_cycle bigint;
alter table gc_cycle add column mark_termination_cycle bigint;
