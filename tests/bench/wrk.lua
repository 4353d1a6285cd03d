-- SPDX-License-Identifier: ISC
-- What wrk says more, and how it asks:
--
--	wrk ... URL -- pace MS		each connection rests so long
--	wrk ... URL -- form FILE	each request sends the next line
--	wrk ... URL -- header FILE	.. has it as "Authorization"
--
-- A file that comes to its end ends the round.
local threads = {}
local lines

function setup(thread)
	table.insert(threads, thread)
end

function init(args)
	statuses = ""
	counts = {}
	if args[1] == "pace" then
		local rest = tonumber(args[2])
		delay = function() return rest end
		return
	end
	lines = io.lines(args[2])
	request = args[1] == "form" and next_form or next_header
	response = function(status)
		counts[status] = (counts[status] or 0) + 1
		statuses = ""
		for s, n in pairs(counts) do
			statuses = statuses .. s .. "=" .. n .. " "
		end
	end
end

-- The last line is for those who ask on while wrk comes to its end.
local last = ""

local function next_line()
	local line = lines and lines()
	if line == nil then
		lines = nil
		wrk.thread:stop()
		return last
	end
	last = line
	return line
end

function next_form()
	return wrk.format("POST", nil, nil, next_line())
end

function next_header()
	wrk.headers["Authorization"] = next_line()
	return wrk.format("GET")
end

function done(summary, latency)
	for _, thread in ipairs(threads) do
		io.write("Statuses: ", thread:get("statuses"), "\n")
	end
	io.write(string.format("Longest: %.3fms\n", latency.max / 1000))
end
