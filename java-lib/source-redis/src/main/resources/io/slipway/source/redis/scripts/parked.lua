-- Entries set aside.
-- ARGV: table.
-- Answer: {entry, reason, …}.

return redis.call('HGETALL', parked(take()))
