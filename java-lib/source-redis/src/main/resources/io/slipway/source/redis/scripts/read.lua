-- Values of keys, under an epoch.
-- ARGV: table, epoch ('-' for a caller who knows none), keys…
-- Answer: {value or nil, second of expiry or -1, …}, in the order of the keys.

local name, epoch = take(), take()
return refusal(state(name), epoch) or values(name)
