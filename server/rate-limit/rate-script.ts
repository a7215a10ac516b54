import { PARTS, type RateLimit, rateState, type RateState } from '../token/request-window';

/**
 * {@link RequestWindow} as a Redis script, and so atomic: `KEYS[1]` is the token's key, `ARGV` the limit, its window (seconds), and whether to count.
 * It returns whether a request is admitted, the time (milliseconds since the epoch), and the counts by part.
 *
 * The time is Redis's: the clocks of instances differ, and parts that begin at different times would forget requests too early. A key holds the
 * window, the number of the current part, and the counts; a value of another type or form counts as missing, and is replaced. Redis deletes a key
 * shortly after a window without requests.
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

/** Converts the result of {@link RATE_SCRIPT}. */
export function readRateReply(limit: RateLimit, reply: unknown): RateState {
  const [isAdmitted, now, counts] = reply as [number, number, string];
  return rateState(limit, counts.split(' ').map(Number), now, isAdmitted === 1);
}
