-- How long a fault lasts: the wait of a hanging answer, or the Retry-After of a throttled one.
alter table sandbox_faults add column seconds integer check (seconds between 0 and 600);
