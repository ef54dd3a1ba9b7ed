// Compares every region with date-holidays:  node check.js PROGRAM HOLIDAYS_DIR [REGION…]
// Exit status: 0 every difference is listed, 1 it is not, 2 wrong usage.
import {readFileSync, readdirSync} from 'node:fs'
import {createRequire} from 'node:module'
import {availableParallelism} from 'node:os'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {differences, judge, wellFormed} from './compare.js'
import {ours, theirs} from './sides.js'

const here = dirname(fileURLToPath(import.meta.url))
const [program, folder, ...asked] = process.argv.slice(2)
if (!folder) {
  console.error('usage: node check.js PROGRAM HOLIDAYS_DIR [REGION…]')
  process.exit(2)
}
// The packages lie in a cache outside the tree.
const require = createRequire(join(process.env.HOLIDAYS_CHECK_PACKAGES ?? here, 'package.json'))
const Holidays = require('date-holidays')
const {load} = require('js-yaml')

const read = (path) => load(readFileSync(path, 'utf8'), {schema: require('js-yaml').FAILSAFE_SCHEMA})
const places = read(join(here, 'regions.yaml'))
const entries = read(join(here, 'differences.yaml')) || []

function regions() {
  const all = readdirSync(folder).filter((name) => name.endsWith('.yaml')).map((name) => name.slice(0, -5))
  return all.filter((region) => asked.length === 0 || asked.includes(region))
}

async function compare(region) {
  const {years} = read(join(folder, `${region}.yaml`))
  if (!years) return {region, list: []}
  const place = places[region]
  if (!place) throw new Error(`${region} is missing in scripts/holidays-check/regions.yaml`)
  if (place.none) return {region, list: []}
  const [first, last] = years.split('-').map(Number)
  const bounds = {first: Math.max(first, 2018), last: Math.min(last, 2035)}
  return {region, list: differences(await ours(program, region, bounds), theirs(Holidays, place, bounds), place.saturdays === 'true')}
}

// Several programs at a time: each start costs more than its answer.
async function compareAll(list) {
  const results = []
  const queue = [...list]
  const worker = async () => {
    for (let region = queue.shift(); region; region = queue.shift()) {
      results.push(await compare(region).catch((error) => ({region, list: [], error})))
    }
  }
  await Promise.all(Array.from({length: Math.min(4, availableParallelism())}, worker))
  return results.sort((a, b) => a.region.localeCompare(b.region))
}

function report(found, {unlisted, stale}) {
  for (const {region, error} of found.filter((f) => f.error)) console.log(`${region}: ${error.stderr || error.message}`.trim())
  for (const [head, days] of byHeadline(unlisted)) console.log(`not listed: ${head}: ${days.map((d) => `${d.day} ${weekday(d.day)}`).join(', ')}`)
  for (const text of stale) console.log(`listed in differences.yaml but does not occur: ${text}`)
}

// byHeadline puts the days of one holiday on one line.
function byHeadline(list) {
  const groups = new Map()
  for (const d of list) {
    const head = `${d.region}, ${d.side}, ${d.name}`
    groups.set(head, [...(groups.get(head) ?? []), d])
  }
  return groups
}

const weekday = (day) => new Date(day + 'T00:00:00Z').toUTCString().slice(0, 3)

const broken = wellFormed(entries)
broken.forEach((text) => console.log(`differences.yaml, ${text}`))
const unknown = Object.keys(places).filter((region) => asked.length === 0 && !regions().includes(region))
unknown.forEach((region) => console.log(`regions.yaml names ${region}, which has no file`))
if (broken.length + unknown.length > 0) process.exit(1)

const found = await compareAll(regions())
const verdict = judge(found, asked.length === 0 ? entries : entries.flatMap((entry) => {
  const left = entry.regions.filter((region) => asked.includes(region))
  return left.length > 0 ? [{...entry, regions: left}] : []
}))
report(found, verdict)
const failed = found.some((f) => f.error) || verdict.unlisted.length + verdict.stale.length > 0
console.log(`${found.length} regions compared with date-holidays, ${found.reduce((n, f) => n + f.list.length, 0)} differences, ` +
  `${verdict.unlisted.length} not listed, ${verdict.stale.length} listed in vain`)
process.exit(failed ? 1 : 0)
