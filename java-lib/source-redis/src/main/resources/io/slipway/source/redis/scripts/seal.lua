-- Ends the source's authority over a table; the floor is a fresh version. A second seal changes nothing.
-- ARGV: table, epoch.
-- Answer: the state, as look.lua.

local of, epoch = state(take()), number()
if not of.enrolled then
  return refuse('UNENROLLED', of)
end
if outside(of, epoch) then
  return refuse('STALE', of, epoch)
end
if not of.sealed then
  redis.call('HSET', of.key, 'sealed', 1, 'floor', digits(issue()))
end
return answer(state(of.name))
