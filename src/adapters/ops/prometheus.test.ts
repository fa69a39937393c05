import { afterEach, expect, test } from 'bun:test'
import { health } from '#testing/made.ts'
import { MEASURES, PrometheusMetrics } from './prometheus.ts'

let open: PrometheusMetrics[] = []
const make = () => {
  const metrics = new PrometheusMetrics()
  open.push(metrics)
  return metrics
}
afterEach(() => {
  for (const metrics of open) metrics.close()
  open = []
})

test('what happened is counted', async () => {
  const metrics = make()
  metrics.commandDone('playback.seek', 'ok', 0.003)
  metrics.commandDone('playback.seek', 'stale_media', 0.001)
  metrics.framesIn(3)
  metrics.socketOpened()
  metrics.socketClosed('1001')
  metrics.roomsAwake(2)
  metrics.chatSaved(5, 0.02)
  metrics.cleaned('messages', 7)
  metrics.fault('http')
  metrics.viewerIs(null, 'buffering')
  metrics.viewerIs('buffering', 'in_sync')
  for (const told of [{ offsetMs: -15 }, { offsetMs: 3_000, state: 'catching_up' }, { state: 'ad' }] as const) {
    metrics.reported(health(told))
  }
  metrics.holdEnded('stall', 'ready', 1.5)
  metrics.holdEnded('stall', 'ready', 2)
  const { body, contentType } = await metrics.expose()
  expect(contentType).toContain('text/plain')
  for (const line of [
    'watchparty_commands_total{type="playback.seek",outcome="ok"} 1',
    'watchparty_commands_total{type="playback.seek",outcome="stale_media"} 1',
    'watchparty_command_seconds_count{type="playback.seek"} 2',
    'watchparty_frames_received_total 3',
    'watchparty_sockets_opened_total 1',
    'watchparty_sockets_closed_total{reason="1001"} 1',
    'watchparty_awake_rooms_total 2',
    'watchparty_chat_lines_saved_total 5',
    'watchparty_chat_save_seconds_sum 0.02',
    'watchparty_cleaned_total{kind="messages"} 7',
    'watchparty_faults_total{where="http"} 1',
    'watchparty_viewers_total{state="buffering"} 0',
    'watchparty_viewers_total{state="in_sync"} 1',
    'watchparty_sync_offset_seconds_bucket{le="0.01"} 0',
    'watchparty_sync_offset_seconds_bucket{le="0.02"} 1',
    'watchparty_sync_offset_seconds_bucket{le="2.56"} 1',
    'watchparty_sync_offset_seconds_count 2',
    'watchparty_clock_bound_seconds_count 3',
    'watchparty_holds_total{why="stall",end="ready"} 2',
    'watchparty_hold_seconds_total{why="stall",end="ready"} 3.5',
  ]) {
    expect(body).toContain(line)
  }
})

test('codes that clients make up are counted as one', async () => {
  const metrics = make()
  for (let code = 3_000; code < 4_400; code += 1) metrics.socketClosed(String(code))
  metrics.socketClosed('4400')
  const { body } = await metrics.expose()
  expect(body.match(/^watchparty_sockets_closed_total.*$/gm)).toEqual([
    'watchparty_sockets_closed_total{reason="other"} 1400',
    'watchparty_sockets_closed_total{reason="4400"} 1',
  ])
})

test('the process tells its memory and how late its timers are', async () => {
  const { body } = await make().expose()
  expect(Number(/^process_resident_memory_bytes (\d+)$/m.exec(body)?.[1])).toBeGreaterThan(1_000_000)
  expect(body).toMatch(/^watchparty_event_loop_lag_seconds\{quantile="0.99"\} [\d.e-]+$/m)
})

test('every name ends in its unit and every measure has its help', () => {
  for (const { name, help } of Object.values(MEASURES)) {
    expect(name).toMatch(/_(?:seconds|bytes|total)$/)
    expect(help).toEndWith('.')
  }
})

test('two servers in one process count apart', async () => {
  const [first, second] = [make(), make()]
  first.framesIn(1)
  expect((await second.expose()).body).toContain('watchparty_frames_received_total 0')
})
