-- Where to cut a table into ranges of equal numbers of keys, and how large it is.
-- ARGV: table, epoch ('*' for a snapshot, '-' for a caller who knows none), how many cuts at most, how many rows to measure at most.
-- Answer: {keys in all, rows measured, their bytes, {keys to cut at, ascending}}.

local name, epoch, cuts_max, measured_max = take(), take(), number(), number()
local refused = refusal(state(name), epoch)
if refused then
  return refused
end

local keys = redis.call('ZCARD', index(name))

local function spread(count, visit)
  count = math.min(count, keys)
  for i = 0, count - 1 do
    local rank = math.floor(i * keys / count)
    local key = redis.call('ZRANGE', index(name), rank, rank)[1]
    if key then
      visit(key)
    end
  end
end

local measured, bytes, cuts = 0, 0, {}
spread(measured_max, function(key)
  measured = measured + 1
  bytes = bytes + #key + redis.call('STRLEN', row(name, key))
end)
spread(cuts_max, function(key)
  cuts[#cuts + 1] = key
end)
return { keys, measured, bytes, cuts }
