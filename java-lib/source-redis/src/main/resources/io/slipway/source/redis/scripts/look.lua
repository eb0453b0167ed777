-- A table's state.
-- ARGV: table.
-- Answer: {enrolled, sealed (1 or 0), oldest epoch, newest epoch, floor}.

return answer(state(take()))
