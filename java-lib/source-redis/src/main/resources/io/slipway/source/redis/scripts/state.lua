-- Shared: a table's state, and who may not act on it.
--
-- <prefix><table>#state is a hash of `enrolled` and `sealed` (1 or absent), `min` and `max` (the window of epochs), `floor` (the seal's
-- version) and `applied` (the greatest version that the reverse path brought since the seal).
-- <prefix>#tables is the set of all tables that have such a state.

local function state(name)
  local key = prefix .. name .. '#state'
  local found = redis.call('HMGET', key, 'enrolled', 'sealed', 'min', 'max', 'floor', 'applied')
  return {
    name = name,
    key = key,
    enrolled = found[1] == '1',
    sealed = found[2] == '1',
    min = tonumber(found[3] or 0),
    max = tonumber(found[4] or 0),
    floor = tonumber(found[5] or 0),
    applied = tonumber(found[6] or 0),
  }
end

-- A state as callers read it.
local function answer(of)
  return { of.enrolled and 1 or 0, of.sealed and 1 or 0, of.min, of.max, of.floor }
end

-- An error that names the table, its state and what the caller asked for: CODE table enrolled sealed min max floor asked.
local function refuse(code, of, asked)
  local numbers = answer(of)
  numbers[#numbers + 1] = asked or 0
  for i = 1, #numbers do
    numbers[i] = digits(numbers[i])
  end
  return redis.error_reply(code .. ' ' .. of.name .. ' ' .. table.concat(numbers, ' '))
end

local function outside(of, epoch)
  return epoch < of.min or epoch > of.max
end

-- Why a caller may not read or write, or nil. `epoch` is a number; '*' for fenced reads, which need none; '-' for callers who know none.
local function refusal(of, epoch)
  if epoch == '-' and of.enrolled then
    return refuse('VERSIONLESS', of)
  end
  if of.sealed then
    return refuse('SEALED', of)
  end
  if of.enrolled and epoch ~= '*' and outside(of, tonumber(epoch)) then
    return refuse('STALE', of, tonumber(epoch))
  end
  return nil
end
