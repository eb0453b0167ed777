-- Shared head of every script: who calls, what time it is, and which incarnation of the server this is.
--
-- KEYS[1]  <prefix>#primary: a hash of `run`, the name of the incarnation that was raised, and `last`, the last version issued.
-- ARGV[1]  the incarnation that the caller's connection was opened to; '' for callers who version nothing.
-- ARGV[2]  the time in microseconds since 1970; '' for the server's own.
-- ARGV[3]  seconds between expiries and what is stored of them; 0 unless the time is given.
-- ARGV[4]… the script's own, read one by one.
--
-- Scripts are not rolled back: each checks everything before its first write, and writes to the outbox before it writes data.

local primary = KEYS[1]
local prefix = string.sub(primary, 1, -9)
local shift = tonumber(ARGV[3])
local position = 3

local function take()
  position = position + 1
  return ARGV[position]
end

local function number()
  return tonumber(take())
end

-- Versions are whole microseconds, which doubles hold exactly until the year 2255; tostring would round them.
local function digits(n)
  return string.format('%.0f', n)
end

local known = redis.call('HMGET', primary, 'run', 'last')
local micros
if ARGV[2] == '' then
  local time = redis.call('TIME')
  micros = time[1] * 1000000 + time[2]
else
  micros = tonumber(ARGV[2])
end

if ARGV[1] ~= '' and ARGV[1] ~= known[1] then
  return redis.error_reply('INCARNATION ' .. (known[1] or 'none'))
end

-- A fresh version, above every one before.
local function issue()
  local version = math.max(micros, (tonumber(known[2]) or 0) + 1)
  redis.call('HSET', primary, 'last', digits(version))
  return version
end
