-- Removes entries from the outbox, those that are set aside too; those that are gone stay gone.
-- ARGV: table; how many versions; of each: version, how many keys, keys… Then members of redos…
-- Answer: {how many were removed}.

local name = take()
local removed = 0
local aside = redis.call('HLEN', parked(name)) > 0
for _ = 1, number() do
  local version, count = take(), number()
  local wanted = {}
  for _ = 1, count do
    local key = take()
    wanted[key] = true
    if aside then
      local kept = sixteen(version) .. '-' .. struct.pack('>I4', #key) .. key
      removed = removed + redis.call('HDEL', parked(name), kept)
    end
  end
  for _, entry in ipairs(redis.call('XRANGE', outbox(name), version, version)) do
    if wanted[entry[2][2]] then
      removed = removed + redis.call('XDEL', outbox(name), entry[1])
    end
  end
end
while position < #ARGV do
  local member = take()
  removed = removed + redis.call('ZREM', redo(name), member)
  if aside then
    removed = removed + redis.call('HDEL', parked(name), member)
  end
end
return { removed }
