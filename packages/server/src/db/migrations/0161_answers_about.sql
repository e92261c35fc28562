-- Whom an answer tells of that is kept for whoever asks again: it is sealed, and nobody could find the
-- answers about somebody who is erased.
alter table idempotency_keys add about text[] not null default '{}';
