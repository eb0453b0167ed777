-- Removes entries from the outbox; those that are gone stay gone.
-- ARGV: table; how many versions; of each: version, how many keys, keys… Then members of redos…
-- Answer: {how many were removed}.

local name = take()
local removed = 0
for _ = 1, number() do
  local version, count = take(), number()
  local wanted = {}
  for _ = 1, count do
    wanted[take()] = true
  end
  for _, entry in ipairs(redis.call('XRANGE', outbox(name), version, version)) do
    if wanted[entry[2][2]] then
      removed = removed + redis.call('XDEL', outbox(name), entry[1])
    end
  end
end
while position < #ARGV do
  removed = removed + redis.call('ZREM', redo(name), take())
end
return { removed }
