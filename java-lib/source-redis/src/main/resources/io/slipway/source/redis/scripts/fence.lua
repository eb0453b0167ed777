-- A fenced read: values of keys and a fresh version.
-- ARGV: table, keys…
-- Answer: {version, {value or nil, second of expiry or -1, …}}.

local name = take()
local refused = refusal(state(name), '*')
if refused then
  return refused
end
local found = values(name)
return { issue(), found }
