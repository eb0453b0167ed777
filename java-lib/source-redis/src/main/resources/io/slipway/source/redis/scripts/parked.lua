-- A part of the entries set aside, in no order; one may come twice.
-- ARGV: table, cursor ('0' to begin), about how many.
-- Answer: {cursor of the next part ('0' at the end), {entry, reason, …}}.

local name, cursor, count = take(), take(), take()
return redis.call('HSCAN', parked(name), cursor, 'COUNT', count)
