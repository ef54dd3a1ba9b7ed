// Pure comparison: days in, differences and complaints out. A side is a Map from a day
// (YYYY-MM-DD) to the name of the holiday there.

export const SIDES = ['ours', 'theirs']

// differences returns what only one side has, on the weekdays that count for the region.
export function differences(ours, theirs, saturdays = false) {
  const only = (side, here, there) => [...here]
    .filter(([day]) => !there.has(day) && counts(day, saturdays))
    .map(([day, name]) => ({side, day, name}))
  return [...only('ours', ours, theirs), ...only('theirs', theirs, ours)]
    .sort((a, b) => a.day.localeCompare(b.day))
}

// A holiday on a Sunday moves no last day that the Sunday has not moved already; one on a
// Saturday only where Saturdays are ordinary days.
function counts(day, saturdays) {
  const weekday = new Date(day + 'T00:00:00Z').getUTCDay()
  return weekday !== 0 && (weekday !== 6 || saturdays)
}

// judge returns one complaint for every difference that no entry explains and for every
// part of an entry that explains nothing, in the order of regions and days.
export function judge(found, entries) {
  const used = new Set()
  const unlisted = []
  for (const {region, list} of found) {
    const claims = entries.flatMap((entry) => claimsOf(entry, region))
    for (const difference of list) {
      const hits = claims.filter((claim) => claim.matches(difference))
      hits.forEach((hit) => used.add(hit.id))
      if (hits.length === 0) unlisted.push({region, ...difference})
    }
  }
  const known = new Set(found.map(({region}) => region))
  const stale = entries.flatMap((entry) => entry.regions
    .flatMap((region) => known.has(region) ? claimsOf(entry, region) : [{id: '', text: `${region} is no region`}]))
    .filter((claim) => !used.has(claim.id))
    .map((claim) => claim.text)
  return {unlisted, stale}
}

// claimsOf splits an entry into what must each occur: a day, or a name within years.
function claimsOf(entry, region) {
  if (!entry.regions.includes(region)) return []
  return SIDES.flatMap((side) => (entry[side] ?? []).map((item) => {
    const text = `${region}, ${side}: ${typeof item === 'string' ? item : `${item.name} ${item.years ?? ''}`.trim()}`
    const matches = typeof item === 'string'
      ? (d) => d.side === side && d.day === item
      : (d) => d.side === side && d.name === item.name && within(d.day, item.years)
    return {id: text, text, matches}
  }))
}

function within(day, years = '-') {
  const [first, last] = years.includes('-') ? years.split('-') : [years, years]
  const year = day.slice(0, 4)
  return (first === '' || year >= first) && (last === '' || year <= last)
}

// wellFormed returns what is wrong with the entries themselves, by position.
export function wellFormed(entries) {
  return entries.flatMap((entry, i) => mistakes(entry).map((what) => `entry ${i + 1} (${entry.regions ?? 'no region'}): ${what}`))
}

const KEYS = ['regions', ...SIDES, 'reason', 'source']

function mistakes(entry) {
  const wrong = Object.keys(entry).filter((key) => !KEYS.includes(key)).map((key) => `unknown key ${key}`)
  if (!Array.isArray(entry.regions) || entry.regions.length === 0) wrong.push('regions must be a list')
  for (const key of ['reason', 'source']) {
    if (typeof entry[key] !== 'string' || entry[key].trim() === '') wrong.push(`${key} is missing`)
  }
  const items = SIDES.flatMap((side) => entry[side] ?? [])
  if (items.length === 0) wrong.push('neither ours nor theirs says which day')
  for (const item of items) {
    if (typeof item === 'string' ? !/^\d{4}-\d\d-\d\d$/.test(item) : !isRule(item)) {
      wrong.push(`${JSON.stringify(item)} is neither a day nor {name, years}`)
    }
  }
  return wrong
}

function isRule(item) {
  return typeof item?.name === 'string' && /^(\d{4})?-?(\d{4})?$/.test(item.years ?? '') &&
    Object.keys(item).every((key) => key === 'name' || key === 'years')
}
