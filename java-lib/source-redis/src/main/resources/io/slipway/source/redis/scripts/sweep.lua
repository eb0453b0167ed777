-- Takes keys out of the index whose rows have expired. Whoever finds them asks for it; losing it is harmless.
-- ARGV: table, keys…
-- Answer: {how many were taken out}.

local name = take()
local swept = 0
while position < #ARGV do
  swept = swept + sweep(name, take())
end
return { swept }
