-- The oldest unconfirmed entries. Entries of one version are never split: what follows in the last one's version is added.
-- ARGV: table, versions above this one, about how many, at how many bytes of redos to stop.
-- Answer: {whether more of the stream may follow (1 or 0), {stream ids and keys, …}, whether more redos may follow, {members}}.

local name, after, limit, bytes_max = take(), number(), number(), number()

local entries, more = {}, 0
local function add(found)
  for i = 1, #found do
    entries[#entries + 1] = found[i][1]
    entries[#entries + 1] = found[i][2][2]
  end
end

local page = redis.call('XRANGE', outbox(name), digits(after + 1), '+', 'COUNT', limit)
add(page)
if #page == limit then
  more = 1
  local id = page[#page][1]
  add(redis.call('XRANGE', outbox(name), '(' .. id, string.match(id, '^%d+')))
end

local members, more_redos = {}, 0
local from, bytes = '[' .. sixteen(after + 1), 0
while true do
  local member = redis.call('ZRANGE', redo(name), from, '+', 'BYLEX', 'LIMIT', 0, 1)[1]
  if not member then
    break
  end
  local full = #members >= limit or bytes >= bytes_max
  if full and string.sub(member, 1, 16) ~= string.sub(members[#members], 1, 16) then
    more_redos = 1
    break
  end
  members[#members + 1] = member
  bytes = bytes + #member
  from = '(' .. member
end
return { more, entries, more_redos, members }
