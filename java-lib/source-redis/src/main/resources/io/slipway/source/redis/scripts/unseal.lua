-- Gives authority back. Versions that the reverse path brought are forgotten: every later write is above them all.
-- ARGV: table, version to issue above, microseconds by which it may lie ahead.
-- Answer: the state, as look.lua.

local of, above, ahead = state(take()), number(), number()
local last = tonumber(known[2] or 0)
if above > math.max(micros, last) + ahead then
  return refuse('FUTURE', of, above)
end
redis.call('HSET', primary, 'last', digits(math.max(last, above, of.applied)))
redis.call('HDEL', of.key, 'sealed', 'applied')
redis.call('UNLINK', prefix .. of.name .. '#versions')
return answer(state(of.name))
