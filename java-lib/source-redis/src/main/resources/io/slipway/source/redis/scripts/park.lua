-- Sets an entry aside, if it still waits; one that is aside already gets the new reason.
-- ARGV: table, version, key, the entry as it is kept (the member, if it is a redo), 1 if it is a redo, reason.
-- Answer: {1 if it waited, else 0}.

local name, version, key, kept, is_redo, reason = take(), take(), take(), take(), take() == '1', take()
if redis.call('HGET', parked(name), kept) then
  redis.call('HSET', parked(name), kept, reason)
  return { 0 }
end
if is_redo then
  if not redis.call('ZSCORE', redo(name), kept) then
    return { 0 }
  end
  redis.call('HSET', parked(name), kept, reason)
  redis.call('ZREM', redo(name), kept)
  return { 1 }
end
for _, entry in ipairs(redis.call('XRANGE', outbox(name), version, version)) do
  if entry[2][2] == key then
    redis.call('HSET', parked(name), kept, reason)
    redis.call('XDEL', outbox(name), entry[1])
    return { 1 }
  end
end
return { 0 }
