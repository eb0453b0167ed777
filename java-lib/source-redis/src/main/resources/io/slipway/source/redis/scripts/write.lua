-- Applies a batch over any number of tables, or nothing of it.
-- ARGV: how many entries each outbox may hold; how many tables; of each: table, epoch ('-' for a caller who knows none), how many writes;
--       of each write: key, kind ('P' or 'D'), second of expiry or -1, value ('' for 'D').
--       How many redos; of each: table, member (log.lua).
-- Answer: {version (0 if no caller has an epoch), enrolled tables…}.

local entries_max = number()
local tables = {}
local versioned = false
for _ = 1, number() do
  local of = state(take())
  local epoch = take()
  local refused = refusal(of, epoch)
  if refused then
    return refused
  end
  of.writes = number()
  of.first = position
  position = position + 4 * of.writes
  if of.enrolled and held(of.name) + of.writes > entries_max then
    return refuse('FULL', of, entries_max)
  end
  versioned = versioned or epoch ~= '-'
  tables[#tables + 1] = of
end
local redos = {}
for _ = 1, number() do
  local name = take()
  if held(name) >= entries_max then
    return refuse('FULL', state(name), entries_max)
  end
  redos[#redos + 1] = { name = name, member = take() }
end
versioned = versioned or #redos > 0

local version = versioned and issue() or 0
local receipt = { version }
for _, entry in ipairs(redos) do
  redis.call('ZADD', redo(entry.name), 0, entry.member)
end
local logged = 0
for _, of in ipairs(tables) do
  if of.enrolled then
    receipt[#receipt + 1] = of.name
    for i = 0, of.writes - 1 do
      redis.call('XADD', outbox(of.name), digits(version) .. '-' .. logged, 'k', ARGV[of.first + 4 * i + 1])
      logged = logged + 1
    end
  end
end
for _, of in ipairs(tables) do
  position = of.first
  for _ = 1, of.writes do
    put(of.name, take(), take(), number(), take())
  end
end
return receipt
