// The two sides: what the program prints, and what date-holidays computes.
import {execFile} from 'node:child_process'
import {promisify} from 'node:util'

const run = promisify(execFile)

// ours asks the program under test for the holidays of a region.
export async function ours(program, region, {first, last}) {
  const {stdout} = await run(program, ['holidays', '--region', region, '--from', `${first}`, '--to', `${last}`, '--json'],
    {maxBuffer: 1 << 24})
  return new Map(JSON.parse(stdout).map(({date, name}) => [date, name]))
}

// theirs asks date-holidays for the same place; place is an entry of regions.yaml.
export function theirs(Holidays, place, {first, last}) {
  const calendar = new Holidays(place.country, place.state, place.region, {languages: ['en'], types: place.types ?? ['public']})
  if (Object.keys(calendar.getCountries()).indexOf(place.country) < 0) throw new Error(`date-holidays knows no country ${place.country}`)
  if (place.state && !(place.state in (calendar.getStates(place.country) ?? {}))) {
    throw new Error(`date-holidays knows no state ${place.country}-${place.state}`)
  }
  const days = new Map()
  // A feast of several days may begin in the year before.
  for (let year = first - 1; year <= last; year++) {
    for (const holiday of calendar.getHolidays(year) ?? []) {
      for (const day of wholeDays(holiday)) {
        if (day >= `${first}` && day < `${last + 1}` && !days.has(day)) days.set(day, holiday.name)
      }
    }
  }
  return days
}

// wholeDays lists the local days that are free from morning to night: half days do not
// count as public holidays anywhere in the tables.
function wholeDays({date, start, end}) {
  if (!date.startsWith('00:00', 11)) return []
  // Between 23 and 25 hours make a day where clocks change.
  const n = Math.floor(((end - start) / 3_600_000 + 1.5) / 24)
  const first = Date.parse(date.slice(0, 10) + 'T00:00:00Z')
  return Array.from({length: n}, (_, i) => new Date(first + i * 86_400_000).toISOString().slice(0, 10))
}
