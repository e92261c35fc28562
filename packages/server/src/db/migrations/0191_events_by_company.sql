-- Events are read in the order of their transactions; nothing asks for them by their ids alone.
drop index events_by_company;
