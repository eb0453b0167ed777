-- Applies writes that were ordered elsewhere to a sealed table, each if its version is above the key's.
-- <prefix><table>#versions is a hash of those keys' versions, tombstones included. Every other key is as old as the seal at most, so the
-- floor stands for its version: nothing from before the seal is ever applied.
-- ARGV: table; of each write: key, version, kind ('P' or 'D'), second of expiry or -1, value ('' for 'D').
-- Answer: {how many took effect}.

local of = state(take())
if not of.sealed then
  return refuse('UNSEALED', of)
end

local versions = prefix .. of.name .. '#versions'
local applied, greatest = 0, of.applied
while position < #ARGV do
  local key, version, kind, second, bytes = take(), number(), take(), number(), take()
  local stored = tonumber(redis.call('HGET', versions, key) or of.floor)
  if version > stored then
    redis.call('HSET', versions, key, digits(version))
    put(of.name, key, kind, second, bytes)
    applied = applied + 1
    greatest = math.max(greatest, version)
  end
end
if applied > 0 then
  redis.call('HSET', of.key, 'applied', digits(greatest))
end
return { applied }
