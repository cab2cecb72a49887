-- A training log a request, for users u0 to u49.
local n = 0
request = function()
  n = n + 1
  return wrk.format("POST", "/training_log_books/u" .. (n % 50) .. "/training_logs?movement_name=squat&rep=5&weight=100")
end
