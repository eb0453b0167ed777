-- Values of keys of a sealed table, at its floor.
-- ARGV: table, keys…
-- Answer: {floor, {value or nil, second of expiry or -1, …}}.

local of = state(take())
if not of.sealed then
  return refuse('UNSEALED', of)
end
return { of.floor, values(of.name) }
