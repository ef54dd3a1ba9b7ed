import assert from 'node:assert/strict'
import {test} from 'node:test'
import {differences, judge, wellFormed} from './compare.js'

const side = (days) => new Map(Object.entries(days))
const entry = (more) => ({regions: ['XX'], reason: 'because', source: 'Act s. 1', ...more})
const friday = {side: 'ours', day: '2026-07-03', name: 'Day'}

test('a weekday that one side alone has is a difference, named with its side', () => {
  const ours = side({'2026-07-03': 'Day', '2026-01-01': 'New Year'})
  const theirs = side({'2026-01-01': 'Neujahr', '2026-05-01': 'Labour'})
  assert.deepEqual(differences(ours, theirs), [{side: 'theirs', day: '2026-05-01', name: 'Labour'}, friday])
})

test('Saturdays count only where they are ordinary days, Sundays never', () => {
  const ours = side({'2026-07-04': 'Saturday', '2026-07-05': 'Sunday'})
  assert.deepEqual(differences(ours, side({})), [])
  assert.deepEqual(differences(ours, side({}), true).map((d) => d.day), ['2026-07-04'])
})

test('a difference that no entry names is unlisted', () => {
  const found = [{region: 'XX', list: [friday]}]
  assert.deepEqual(judge(found, []).unlisted, [{region: 'XX', ...friday}])
  assert.equal(judge(found, [entry({theirs: ['2026-07-03']})]).unlisted.length, 1)
  assert.equal(judge(found, [entry({ours: [{name: 'Day', years: '2027-'}]})]).unlisted.length, 1)
})

test('a day, or a name within its years, explains a difference', () => {
  const found = [{region: 'XX', list: [friday]}]
  for (const item of ['2026-07-03', {name: 'Day'}, {name: 'Day', years: '2026'}, {name: 'Day', years: '-2026'}, {name: 'Day', years: '2020-2030'}]) {
    assert.deepEqual(judge(found, [entry({ours: [item]})]), {unlisted: [], stale: []})
  }
})

test('an entry that no longer occurs is stale, in each of its regions', () => {
  const found = [{region: 'XX', list: [friday]}, {region: 'YY', list: []}]
  const both = entry({regions: ['XX', 'YY'], ours: ['2026-07-03']})
  assert.deepEqual(judge(found, [both]).stale, ['YY, ours: 2026-07-03'])
})

test('an entry for a region that does not exist is stale', () => {
  assert.deepEqual(judge([], [entry({ours: ['2026-07-03']})]).stale, ['XX is no region'])
})

test('an entry without a reason, a source, a region or a day is refused', () => {
  assert.deepEqual(wellFormed([entry({ours: ['2026-07-03', {name: 'Day', years: '2018-2035'}]})]), [])
  for (const [bad, complaint] of [
    [entry({ours: ['2026-07-03'], reason: ''}), /reason is missing/],
    [entry({ours: ['2026-07-03'], source: undefined}), /source is missing/],
    [entry({ours: ['2026-07-03'], regions: []}), /regions must be a list/],
    [entry({}), /neither ours nor theirs/],
    [entry({ours: ['July']}), /neither a day nor/],
    [entry({ours: [{name: 'Day', year: '2018'}]}), /neither a day nor/],
    [entry({ours: ['2026-07-03'], day: 'x'}), /unknown key day/],
  ]) {
    assert.match(wellFormed([bad]).join(), complaint)
  }
})
