-- Moves the window of accepted epochs; neither bound ever falls.
-- ARGV: table, oldest epoch, newest epoch.
-- Answer: the state, as look.lua.

local of, min, max = state(take()), number(), number()
if min < of.min or max < of.max then
  return refuse('WINDOW', of, min < of.min and min or max)
end
redis.call('SADD', prefix .. '#tables', of.name)
redis.call('HSET', of.key, 'min', digits(min), 'max', digits(max))
return answer(state(of.name))
