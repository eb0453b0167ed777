-- Raises a new incarnation of the server: asserts what the config store knows of every table again, lifts the last version above everything
-- that may have been acknowledged, and only then lets callers in.
-- ARGV: incarnation that the caller found stored ('' for none), the server's own, version to issue above, microseconds that clocks may differ by,
--       how many tables; of each: table, enrolled, sealed (1 or 0), oldest epoch, newest epoch, floor.
-- Answer: {1 if this call raised it, 0 if it was raised before; the last version}.

local found, run, above, skew = take(), take(), number(), number()
if known[1] == run then
  return { 0, tonumber(known[2] or 0) }
end
if (known[1] or '') ~= found then
  return redis.error_reply('INCARNATION ' .. (known[1] or 'none'))
end

local last = math.max(tonumber(known[2] or 0), above)
local asserted = number()
for _ = 1, asserted do
  local of = state(take())
  local enrolled, sealed, min, max, floor = take() == '1', take() == '1', number(), number(), number()
  redis.call('SADD', prefix .. '#tables', of.name)
  redis.call('HSET', of.key, 'min', digits(math.max(of.min, min)), 'max', digits(math.max(of.max, max)),
    'floor', digits(math.max(of.floor, floor)))
  if enrolled then
    redis.call('HSET', of.key, 'enrolled', 1)
  end
  if sealed then
    redis.call('HSET', of.key, 'sealed', 1)
  end
  last = math.max(last, of.floor, floor, of.applied)
end
for _, name in ipairs(redis.call('SMEMBERS', prefix .. '#tables')) do
  local stream = outbox(name)
  if redis.call('EXISTS', stream) == 1 then
    local about = redis.call('XINFO', 'STREAM', stream)
    for i = 1, #about, 2 do
      if about[i] == 'last-generated-id' then
        last = math.max(last, tonumber(string.match(about[i + 1], '^%d+')))
      end
    end
  end
end
if known[1] or asserted > 0 then
  last = math.max(last, micros + skew)
end
redis.call('HSET', primary, 'run', run, 'last', digits(last))
return { 1, last }
