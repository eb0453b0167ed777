-- Shared: the outbox. <prefix><table>#outbox is a stream of the source's own writes, one entry a key under the id <version>-<n>;
-- <prefix><table>#redo a sorted set of whole writes to a table whose authority is the target, whose versions come in any order: each member
-- begins with its version in 16 digits; <prefix><table>#parked a hash of entries set aside, with their reasons.

local function outbox(name)
  return prefix .. name .. '#outbox'
end

local function redo(name)
  return prefix .. name .. '#redo'
end

local function parked(name)
  return prefix .. name .. '#parked'
end

-- How many entries wait.
local function depth(name)
  return redis.call('XLEN', outbox(name)) + redis.call('ZCARD', redo(name))
end

-- How many entries are kept, those that are set aside too: the bound on memory counts them all.
local function held(name)
  return depth(name) + redis.call('HLEN', parked(name))
end

local function sixteen(version)
  return string.format('%016.0f', version)
end
