import { describe, expect, test } from 'bun:test'
import { err, ok, type Result } from '#core/result.ts'
import type { Fetched, FetchFailure, Wanted } from '#ports/fetcher.ts'
import type { User } from '#protocol/http.ts'
import type { MediaId, SubtitleId } from '#protocol/ids.ts'
import { SUBTITLES_PER_FILM } from '#protocol/limits.ts'
import type { Profile } from '#protocol/members.ts'
import { ann, annsRoom, at, ben, ROOM_ID } from '#testing/made.ts'
import { House, Party } from '#testing/party.ts'
import { twoInstances } from '#testing/two-instances.ts'
import { RoomSubtitles } from './subtitles.ts'

const SRT = new TextEncoder().encode('1\n00:00:01,000 --> 00:00:02,000\nIt is the lamp, and you know that it is.\n')
const userOf = (profile: Profile): User => ({ ...profile, guest: true, since: at(0) })

/** A room with Ann and Ben, its subtitles, and what the outside answers. */
async function prepared(party = new Party()) {
  let answer: Result<Partial<Fetched>, FetchFailure> = err('unreachable')
  const asked: Wanted[] = []
  const { house, registry, rooms } = party
  const subtitles = new RoomSubtitles({
    clock: house.clock,
    ids: house.ids,
    registry,
    rooms,
    store: house.subtitles,
    fetcher: {
      fetch: async (wanted) => {
        asked.push(wanted)
        return answer.ok
          ? ok({ url: wanted.url, header: () => null, status: 200, bytes: SRT, ...answer.value })
          : answer
      },
    },
  })
  await party.join(ann, 1)
  await party.join(ben, 2)
  const media = (): MediaId => {
    if (party.state.playback.status === 'idle') throw new Error('nothing plays')
    return party.state.playback.media.id
  }
  return {
    party,
    subtitles,
    asked,
    media,
    answers: (next: typeof answer) => {
      answer = next
    },
    add: (name = 'keeper.en.srt', who = ann) => subtitles.share(userOf(who), ROOM_ID, SRT, { media: media(), name }),
    link: (url: string) => subtitles.share(userOf(ann), ROOM_ID, new URL(url), { media: media() }),
  }
}

describe('subtitles that are shared', () => {
  test('are named to all, told in the feed, and read as WebVTT', async () => {
    const snapshot = annsRoom()
    const { party, add, subtitles } = await prepared()
    const added = await add()
    if (!added.ok) throw new Error(added.error)
    expect(added.value).toMatchObject({ label: 'keeper.en', language: 'en', addedBy: ann.id })
    expect(party.state.subtitles).toEqual([added.value])
    expect(party.state.feed.at(-1)).toMatchObject({
      kind: 'act',
      act: { what: 'subtitles', by: { id: ann.id }, detail: 'keeper.en' },
    })
    expect(party.viewOf(snapshot)).toEqual(party.state)
    const read = await subtitles.read(userOf(ben), ROOM_ID, added.value.id)
    expect(read.ok && read.value).toBe(
      'WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nIt is the lamp, and you know that it is.\n',
    )
  })

  test('are there after a restart', async () => {
    const house = new House()
    const before = await prepared(new Party(house))
    const added = await before.add()
    await before.party.registry.stop()
    const after = await prepared(new Party(house))
    expect(added.ok && after.party.state.subtitles).toEqual(added.ok ? [added.value] : [])
  })

  test('go when another film comes', async () => {
    const { party, add } = await prepared()
    await add()
    await party.ask({
      type: 'playback.load',
      media: { url: 'https://films.example/other.mp4', title: null, durationMs: null },
    })
    expect(party.state.subtitles).toEqual([])
  })

  test('are taken away again', async () => {
    const { party, add, subtitles } = await prepared()
    const added = await add()
    if (!added.ok) throw new Error(added.error)
    expect(await subtitles.remove(userOf(ben), ROOM_ID, added.value.id)).toEqual(ok(null))
    expect(party.state.subtitles).toEqual([])
    expect(party.house.subtitles.kept).toEqual([])
    expect(await subtitles.read(userOf(ann), ROOM_ID, added.value.id)).toEqual(err('not_found'))
    expect(await subtitles.remove(userOf(ann), ROOM_ID, added.value.id)).toEqual(err('not_found'))
  })

  test('are so many and no more, and what was one too many is not kept', async () => {
    const { add, party } = await prepared()
    const all = await Promise.all(Array.from({ length: SUBTITLES_PER_FILM + 1 }, (_, n) => add(`${n}.srt`)))
    expect(all.filter(({ ok }) => ok)).toHaveLength(SUBTITLES_PER_FILM)
    expect(all.filter((one) => !one.ok)).toEqual([err('subtitles_full')])
    expect(party.house.subtitles.kept).toHaveLength(SUBTITLES_PER_FILM)
  })
})

describe('subtitles are refused', () => {
  test('of who is not in the room, and of who may not change the film', async () => {
    const { add, party, subtitles, media } = await prepared()
    const stranger = userOf({ ...ann, id: 'u000000000zzzz' as User['id'] })
    const asked = { media: media() }
    expect(await subtitles.share(stranger, ROOM_ID, SRT, asked)).toEqual(err('not_member'))
    expect(await subtitles.read(stranger, ROOM_ID, '0000000000000' as SubtitleId)).toEqual(err('not_member'))
    await party.ask({ type: 'room.update', title: 'Mine', control: 'host', buffering: 'auto' })
    expect(await add('a.srt', ben)).toEqual(err('not_allowed'))
    const added = await add('a.srt', ann)
    expect(added.ok && (await subtitles.remove(userOf(ben), ROOM_ID, added.value.id))).toEqual(err('not_allowed'))
  })

  test('when they are for another film, or are none', async () => {
    const { subtitles, media, party } = await prepared()
    const share = (bytes: Uint8Array, film = media()) => subtitles.share(userOf(ann), ROOM_ID, bytes, { media: film })
    expect(await share(SRT, '0000000000zzz' as MediaId)).toEqual(err('stale_media'))
    expect(await share(new Uint8Array())).toEqual(err('subtitles_empty'))
    expect(await share(new TextEncoder().encode('hello'))).toEqual(err('subtitles_unknown'))
    expect(party.house.subtitles.kept).toEqual([])
  })
})

describe('a link to subtitles', () => {
  test('is fetched with bounds, and names them', async () => {
    const { link, answers, asked } = await prepared()
    answers(ok({}))
    const added = await link('https://subs.example/%D0%BC%D0%B0%D1%8F%D0%BA.rus.srt?x=1')
    expect(added.ok && added.value).toMatchObject({ label: 'маяк.rus', language: 'ru' })
    expect(asked).toEqual([expect.objectContaining({ maxBytes: 2_097_152, beyond: 'refuse' })])
    const unnamed = await link('https://subs.example/')
    expect(unnamed.ok && unnamed.value).toMatchObject({ label: 'Subtitles', language: 'en' })
  })

  test('that leads nowhere says so', async () => {
    const { link, answers } = await prepared()
    const failures = {
      forbidden: 'subtitles_unreachable',
      timeout: 'subtitles_unreachable',
      oversized: 'subtitles_too_large',
      busy: 'unavailable',
    } as const
    for (const [failure, code] of Object.entries(failures)) {
      answers(err(failure as FetchFailure))
      expect(await link('https://subs.example/a.srt')).toEqual(err(code))
    }
    answers(ok({ status: 404 }))
    expect(await link('https://subs.example/a.srt')).toEqual(err('subtitles_unreachable'))
  })
})

test('people on another instance hear of them and read them', async () => {
  const { one, two } = twoInstances()
  const first = await prepared(one)
  const second = await prepared(two)
  const added = await first.add()
  await two.settle()
  expect(two.state.subtitles).toHaveLength(1)
  const read = added.ok && (await second.subtitles.read(userOf(ben), ROOM_ID, added.value.id))
  expect(read).toMatchObject({ ok: true })
})
