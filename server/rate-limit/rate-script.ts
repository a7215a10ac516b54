import { PARTS, type RateLimit, rateState, type RateState } from '../token/request-window';

/**
 * What {@link RequestWindow} does, in Redis, as one script and so in one step: `KEYS[1]` is the token's, `ARGV` the limit, its window (seconds), and
 * whether to count. It answers whether a request is admitted, the time (milliseconds since the epoch), and what is counted by part.
 *
 * The time is Redis's: instances have clocks of their own, and parts that begin at different times would forget requests too early. A key holds the
 * window, the number of its current part, and the counts; what is of another type or form is as nothing, and is replaced. Redis forgets a key a window
 * after its last request.
 */
export const RATE_SCRIPT = `
local limit, window, counts = tonumber(ARGV[1]), tonumber(ARGV[2]), {}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local part = math.floor(now * ${PARTS} / (window * 1000))

local stored, values = redis.pcall('GET', KEYS[1]), {}
if type(stored) == 'string' then
  for value in string.gmatch(stored, '%d+') do values[#values + 1] = tonumber(value) end
end
local isKnown = #values == ${PARTS + 3}
for index = 1, ${PARTS + 1} do counts[index] = 0 end
if isKnown and values[1] == window then
  local passed = math.min(math.max(part - values[2], 0), ${PARTS + 1})
  for index = 1, ${PARTS + 1} - passed do counts[index] = values[2 + passed + index] end
elseif isKnown then
  for index = 4, ${PARTS + 3} do counts[${PARTS + 1}] = counts[${PARTS + 1}] + values[index] end
end

local sum = 0
for index = 1, ${PARTS + 1} do sum = sum + counts[index] end
local isAdmitted = sum - counts[1] < limit and sum + 1 <= limit * 1.5
if ARGV[3] == '1' then
  if isAdmitted then counts[${PARTS + 1}] = counts[${PARTS + 1}] + 1 end
  redis.call('SET', KEYS[1], string.format('%d %d %s', window, part, table.concat(counts, ' ')), 'PX', window * ${1000 + 2 * (1000 / PARTS)})
end
return { isAdmitted and 1 or 0, now, table.concat(counts, ' ') }`;

/** The arguments of {@link RATE_SCRIPT}. */
export function rateArguments({ limit, window }: RateLimit, counts: boolean): string[] {
  return [String(limit), String(window), counts ? '1' : '0'];
}

/** What {@link RATE_SCRIPT} answered. */
export function readRateReply(limit: RateLimit, reply: unknown): RateState {
  const [isAdmitted, now, counts] = reply as [number, number, string];
  return rateState(limit, counts.split(' ').map(Number), now, isAdmitted === 1);
}
