-- Shared: rows. <prefix><table>:<key> is a string with exactly the value's bytes and the server's own expiry, <prefix><table>#keys a sorted
-- set of all keys in the order of their bytes. A row that the server expires leaves its key there: whoever scans past it has it swept, and
-- every write of a row that expires looks at two keys at random, so that no more than about half of the set can be such keys.

local NEVER = -1

local function row(name, key)
  return prefix .. name .. ':' .. key
end

local function index(name)
  return prefix .. name .. '#keys'
end

local function expired(second)
  return second ~= NEVER and second * 1000000 <= micros
end

-- The value and the second of its expiry; false if the key is absent or has expired.
local function value(name, key)
  local at = row(name, key)
  local bytes = redis.call('GET', at)
  if not bytes then
    return false, NEVER
  end
  local millis = redis.call('PEXPIRETIME', at)
  local second = millis < 0 and NEVER or math.floor(millis / 1000) - shift
  if expired(second) then
    return false, NEVER
  end
  return bytes, second
end

local function sweep(name, key)
  if redis.call('EXISTS', row(name, key)) == 0 then
    return redis.call('ZREM', index(name), key)
  end
  return 0
end

-- Sets the row (kind 'P') or removes it ('D').
local function put(name, key, kind, second, bytes)
  local at = row(name, key)
  if kind == 'D' or expired(second) then
    redis.call('UNLINK', at)
    redis.call('ZREM', index(name), key)
    return
  end
  redis.call('ZADD', index(name), 0, key)
  if second == NEVER then
    redis.call('SET', at, bytes)
  else
    redis.call('SET', at, bytes, 'PXAT', digits((second + shift) * 1000))
    for _, any in ipairs(redis.call('ZRANDMEMBER', index(name), 2)) do
      sweep(name, any)
    end
  end
end

-- Values of keys, read one by one up to the last argument: value or false, second of expiry, and so on.
local function values(name)
  local found = {}
  while position < #ARGV do
    local bytes, second = value(name, take())
    found[#found + 1] = bytes
    found[#found + 1] = second
  end
  return found
end
