-- A page of rows in key order, under an epoch.
-- ARGV: table, epoch ('-' for a caller who knows none), then what walk.lua reads.
-- Answer: {rows, last key or nil, keys without a row}.

local name, epoch = take(), take()
local refused = refusal(state(name), epoch)
if refused then
  return refused
end
local rows, last, gone = walk(name)
return { rows, last, gone }
