-- wrk's summary as lines of "figure value unit".
done = function(summary, latency)
  local errors = summary.errors
  print("requests " .. summary.requests .. " n")
  print("errors " .. errors.connect + errors.read + errors.write + errors.timeout + errors.status .. " n")
  print("rate " .. summary.requests / summary.duration * 1e6 .. " 1/s")
  print("p50 " .. latency:percentile(50) .. " µs")
  print("p99 " .. latency:percentile(99) .. " µs")
end
