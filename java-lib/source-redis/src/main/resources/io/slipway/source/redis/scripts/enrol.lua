-- Begins to version and log a table's writes, with the window [0, epoch].
-- ARGV: table, epoch.
-- Answer: the state, as look.lua.

local of, epoch = state(take()), number()
if of.sealed then
  return refuse('SEALED', of)
end
if of.enrolled then
  return outside(of, epoch) and refuse('STALE', of, epoch) or answer(of)
end
redis.call('SADD', prefix .. '#tables', of.name)
redis.call('HSET', of.key, 'enrolled', 1, 'min', 0, 'max', digits(epoch))
return answer(state(of.name))
