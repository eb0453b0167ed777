-- A page of a snapshot: rows in key order and a fresh version.
-- ARGV: table, then what walk.lua reads.
-- Answer: {rows, last key or nil, keys without a row, version}.

local name = take()
local refused = refusal(state(name), '*')
if refused then
  return refused
end
local rows, last, gone = walk(name)
return { rows, last, gone, issue() }
