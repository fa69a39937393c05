/**
 * What the executable costs under load, beside what the runtime costs with nothing on it: `bun run bench:load`, after a
 * build; alone on the machine. bench/README.md says what each figure means.
 *
 *   --quick          a minute or two: fewer rounds and viewers; says whether it works, not how good it is
 *   --only a,b       some of the stages: start, deliveries, joins, crowd
 *   --anyway         counts also the rounds that others on this machine have spoiled, and says which
 *   --json <file>    also writes the figures for machines
 */
import { parseArgs } from 'node:util'
import { type Crowd, crowd, joinTimes, QUIET_SECONDS } from './load/crowd.ts'
import { evenLoad, fullLoad, Hall, type Load, sampleText, seekTimes } from './load/deliveries.ts'
import { addRound, type Figure, median, quantile, table, toJson } from './load/figures.ts'
import { beginCost, CORES, type Cost, pin } from './load/process.ts'
import { startOfFloor, startOfOurs } from './load/start.ts'
import {
  type Ground,
  prepareGround,
  ROOM_SIZE,
  type Saying,
  startFloor,
  startOurs,
  type Target,
} from './load/targets.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    anyway: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})
const PLAN = options.quick
  ? { rounds: 2, starts: 3, rooms: 30, perSecond: 100, even: 4, full: 2, seeks: 150, joins: 200, viewers: 2_000 }
  : { rounds: 5, starts: 9, rooms: 30, perSecond: 200, even: 10, full: 5, seeks: 500, joins: 1_000, viewers: 10_000 }
const CROWD_ROUNDS = options.quick ? 1 : 3
const IDLE_SECONDS = options.quick ? { quiet: 10, pinging: 10 } : { quiet: QUIET_SECONDS, pinging: 30 }
const SAYINGS: readonly Saying[] = ['seek', 'chat']
/** A core that is busier than this is full: what waits for it is measured instead of the server. */
const FULL = 0.9
/** More of the server's core than this used by others spoils what is measured there. */
const FOREIGN = 0.1

const figures: Figure[] = []
/** Rounds that are told as spoiled and counted all the same. */
const spoiled: string[] = []

function figure(name: string, unit: string, mark: Figure['mark']): Figure {
  const made: Figure = { name, unit, mark, ours: [], floor: [], doubts: [] }
  figures.push(made)
  return made
}

const stages = (options.only ?? 'start,deliveries,joins,crowd').split(',')
const tell = (words: string) => console.error(`${new Date().toISOString().slice(11, 19)}  ${words}`)
const percent = (share: number) => `${(share * 100).toFixed(0)} %`

/** What spoils a stretch of measuring. At saturation the server must be the full one, else the client must not be. */
function doubtsOf(cost: Cost, saturated = false): string[] {
  const foreign = cost.serverCore - cost.server
  const doubts = [
    ...(foreign > FOREIGN ? [`others used ${percent(foreign)} of the server's core`] : []),
    ...(saturated && cost.server < FULL
      ? [`not saturated: the server ${percent(cost.server)} of its core, the client ${percent(cost.client)}`]
      : []),
    ...(!saturated && cost.clientCore > FULL ? [`the client's core was full (${percent(cost.clientCore)})`] : []),
  ]
  if (!options.anyway) return doubts
  spoiled.push(...doubts)
  return []
}

/** Ours and the floor in turn, each round the other one first. */
async function inTurn(
  targets: readonly Target[],
  rounds: number,
  work: (target: Target) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    for (const target of round % 2 === 0 ? targets : targets.toReversed()) await work(target)
  }
}

async function measureStarts(ground: Ground): Promise<void> {
  const start = figure('start, database outside', 'ms', { of: 'ours', most: 400 })
  for (let round = 0; round < PLAN.starts; round += 1) {
    addRound(start, 'ours', await startOfOurs(ground))
    addRound(start, 'floor', await startOfFloor())
  }
}

async function measureDeliveries(
  ours: Target,
  floorOf: () => Promise<Target>,
  halls: Map<Target, Hall>,
): Promise<void> {
  const floor = await floorOf()
  halls.set(floor, await Hall.fill(floor, PLAN.rooms))
  const hallOf = (target: Target) => {
    const hall = halls.get(target)
    if (hall === undefined) throw new Error('a hall is missing')
    return hall
  }
  const refusals = ({ rejects, deliveries }: Load) =>
    rejects > deliveries / ROOM_SIZE / 100 ? [`${rejects} messages were refused`] : []
  // Compiled by use: what runs for the first time is not what runs for hours.
  for (const hall of halls.values()) {
    await fullLoad(hall, 'seek', PLAN.full)
    for (const saying of SAYINGS) await evenLoad(hall, saying, PLAN.perSecond, PLAN.even / 2)
  }
  tell('warm')
  const seekP50 = figure('seek to the last viewer, p50', 'ms', { of: 'ratio', most: 1.5 })
  const seekP99 = figure('seek to the last viewer, p99', 'ms', { of: 'ratio', most: 1.5 })
  for (const saying of SAYINGS) {
    const even = figure(`CPU per delivery, equal load, ${saying}`, 'µs', { of: 'ratio', most: 2 })
    await inTurn([ours, floor], PLAN.rounds, async (target) => {
      const load = await evenLoad(hallOf(target), saying, PLAN.perSecond, PLAN.even)
      const each = (load.cost.serverMs * 1_000) / load.deliveries
      addRound(even, target.name, each, [...doubtsOf(load.cost), ...refusals(load)])
    })
  }
  tell('equal load done')
  await inTurn([ours, floor], PLAN.rounds, async (target) => {
    const ended = beginCost(target.pid)
    const times = await seekTimes(hallOf(target), PLAN.seeks)
    const doubts = doubtsOf(ended())
    addRound(seekP50, target.name, median(times), doubts)
    addRound(seekP99, target.name, quantile(times, 0.99), doubts)
  })
  tell('seeks done')
  const full = figure('deliveries per CPU second, saturated, seek', '1/s', { of: 'ratio', least: 0.3 })
  await inTurn([ours, floor], PLAN.rounds, async (target) => {
    const load = await fullLoad(hallOf(target), 'seek', PLAN.full)
    const perSecond = load.deliveries / (load.cost.serverMs / 1_000)
    addRound(full, target.name, perSecond, [...doubtsOf(load.cost, true), ...refusals(load)])
    tell(`  ${target.name}: server ${percent(load.cost.server)}, client ${percent(load.cost.client)}`)
  })
  for (const hall of halls.values()) {
    if (hall.lost > 0) throw new Error(`${hall.target.name} has lost ${hall.lost} viewers`)
    hall.close()
  }
  await floor.kill()
}

async function measureJoins(ours: Target, floor: Target): Promise<void> {
  const join = figure('join p50, one after the other', 'ms', null)
  await inTurn([ours, floor], PLAN.rounds, async (target) => {
    const ended = beginCost(target.pid)
    const times = await joinTimes(target, PLAN.joins)
    addRound(join, target.name, median(times), doubtsOf(ended()))
  })
}

async function measureCrowd(open: () => Promise<Target>, openFloor: () => Promise<Target>): Promise<void> {
  const joins = figure('CPU per join', 'µs', { of: 'ratio', most: 15 })
  const memory = figure(`memory per idle viewer, ${PLAN.viewers}`, 'kB', { of: 'ratio', most: 3 })
  const idle = figure(`CPU, ${PLAN.viewers} idle, pings of clients`, '% of a core', { of: 'ours', most: 3 })
  const quiet = figure(`CPU, ${PLAN.viewers} idle, pings of the protocol`, '% of a core', { of: 'ours', most: 3 })
  for (let round = 0; round < CROWD_ROUNDS; round += 1) {
    for (const [name, start] of [['ours', open] as const, ['floor', openFloor] as const]) {
      const target = await start()
      const plan = { viewers: PLAN.viewers, quietSeconds: IDLE_SECONDS.quiet, pingingSeconds: IDLE_SECONDS.pinging }
      const seen: Crowd = await crowd(target, name === 'ours' ? plan : { ...plan, pingingSeconds: 0 })
      await target.kill()
      addRound(joins, name, (seen.joins.serverMs * 1_000) / seen.viewers, doubtsOf(seen.joins))
      addRound(memory, name, (seen.after - seen.before) / seen.viewers / 1_024)
      if (seen.pinging) addRound(idle, name, seen.pinging.server * 100, doubtsOf(seen.pinging))
      if (seen.quiet) addRound(quiet, name, seen.quiet.server * 100, doubtsOf(seen.quiet))
      tell(`crowd of ${name} done: ${(seen.before / 1e6).toFixed(0)} → ${(seen.after / 1e6).toFixed(0)} MB`)
    }
  }
}

async function main(ground: Ground, running: Target[]): Promise<void> {
  const opened = async (start: () => Promise<Target>) => {
    const target = await start()
    running.push(target)
    return target
  }
  const ours = await opened(() => startOurs(ground))
  await ground.people.atLeast(PLAN.viewers + 1_000)
  await ground.people.sign()
  const halls = new Map([[ours, await Hall.fill(ours, PLAN.rooms)]])
  const unpinned = await ground.pinDatabase()
  tell(
    `server on core ${CORES.server}, client on ${CORES.client}, ` +
      (unpinned === 0 ? `its database connections on ${CORES.database}` : 'PostgreSQL wherever it likes'),
  )
  const hall = halls.get(ours)
  if (hall === undefined) throw new Error('a hall is missing')
  const texts = { seek: await sampleText(hall, 'seek'), chat: await sampleText(hall, 'chat') }
  const floorOf = () => opened(() => startFloor(texts))
  if (stages.includes('deliveries')) await measureDeliveries(ours, floorOf, halls)
  hall.close()
  if (stages.includes('joins')) await measureJoins(ours, await floorOf())
  for (const target of running.splice(0)) await target.kill()
  if (stages.includes('start')) await measureStarts(ground)
  const openOurs = async () => {
    await ground.people.sign()
    const target = await opened(() => startOurs(ground))
    await ground.pinDatabase()
    return target
  }
  if (stages.includes('crowd')) await measureCrowd(openOurs, floorOf)
}

if (!pin(process.pid, CORES.client)) throw new Error('taskset is needed: install util-linux')
const ground = await prepareGround()
const running: Target[] = []
try {
  await main(ground, running)
} finally {
  for (const target of running) await target.kill()
  await ground.drop()
}
console.log(table(figures))
if (spoiled.length > 0)
  console.log(`counted all the same, ${spoiled.length} doubts: ${[...new Set(spoiled)].join('; ')}`)
if (options.json !== undefined) await Bun.write(options.json, JSON.stringify(toJson(figures), null, 2))
// The sockets of a crowd may still be closing.
process.exit(0)
