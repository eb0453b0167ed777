-- How far the target is behind.
-- ARGV: table.
-- Answer: {entries that wait, version of the oldest (0 if there is none), entries set aside}.

local name = take()
local oldest = 0
local first = redis.call('XRANGE', outbox(name), '-', '+', 'COUNT', 1)[1]
if first then
  oldest = tonumber(string.match(first[1], '^%d+'))
end
local member = redis.call('ZRANGE', redo(name), 0, 0)[1]
if member then
  local version = tonumber(string.sub(member, 1, 16))
  oldest = oldest == 0 and version or math.min(oldest, version)
end
return { depth(name), oldest, redis.call('HLEN', parked(name)) }
