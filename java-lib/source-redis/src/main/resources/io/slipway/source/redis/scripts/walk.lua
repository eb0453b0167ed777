-- Shared: a page of rows in key order, and where it ends.
--
-- Reads from the arguments: the range's bounds as ZRANGE BYLEX takes them, how many rows at most, at how many bytes the page is full, and
-- how many keys may be looked at. Answers {key, value, second of expiry, …}, the last key looked at (false if the range is finished), and
-- keys of the index that have no row any more.

local CHUNK = 128

local function walk(name)
  local from, to, rows_max, bytes_max, keys_max = take(), take(), number(), number(), number()
  local rows, gone = {}, {}
  local bytes, looked = 0, 0
  while true do
    local wanted = math.min(CHUNK, rows_max - #rows / 3, keys_max - looked)
    local keys = redis.call('ZRANGE', index(name), from, to, 'BYLEX', 'LIMIT', 0, wanted)
    for i = 1, #keys do
      local key = keys[i]
      local found, second = value(name, key)
      looked = looked + 1
      if found then
        rows[#rows + 1] = key
        rows[#rows + 1] = found
        rows[#rows + 1] = second
        bytes = bytes + #key + #found
      else
        gone[#gone + 1] = key
      end
      if #rows / 3 >= rows_max or bytes >= bytes_max or looked >= keys_max then
        return rows, key, gone
      end
    end
    if #keys < wanted then
      return rows, false, gone
    end
    from = '(' .. keys[#keys]
  end
end
