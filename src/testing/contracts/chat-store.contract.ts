import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { quoteOf } from '#core/chat.ts'
import type { ChatLine } from '#protocol/chat.ts'
import { QUOTE_MAX_GRAPHEMES } from '#protocol/limits.ts'
import { graphemes } from '#protocol/text.ts'
import { at, lineOf, newLineId, newRoom, newUser, type Stores } from './samples.ts'

const texts = (lines: readonly ChatLine[]) => lines.map((line) => line.text)

/** A room in which Ann has said these, a second apart. */
async function roomWith(stores: Stores, said: readonly string[]) {
  const { stored, hostId } = await newRoom(stores)
  const room = stored.room.id
  const lines = said.map((text, index) => lineOf(hostId, text, at(index * 1_000)))
  await stores.chat.append(lines.map((line) => ({ room, line })))
  return { room, hostId, lines }
}

/** What every ChatStore must do. */
export function chatStoreContract(name: string, make: () => Promise<Stores>): void {
  describe(`${name} keeps the ChatStore contract`, () => {
    test('messages are read as they were said, oldest first', async () => {
      const stores = await make()
      const { room, lines } = await roomWith(stores, ['привет 👋\nвсем', 'b', 'c'])
      expect(await stores.chat.page(room, 10, null)).toEqual(lines)
    })

    test('where the film stood is kept', async () => {
      const stores = await make()
      const { room, hostId } = await roomWith(stores, [])
      const line = { ...lineOf(hostId, 'now!', at(0)), positionMs: 61_000 }
      await stores.chat.append([{ room, line }])
      expect(await stores.chat.page(room, 10, null)).toEqual([line])
    })

    test('an answer is read with what it answers, as that is now', async () => {
      const stores = await make()
      const { room, hostId, lines } = await roomWith(stores, ['x\n'.repeat(400), 'b'])
      const [long, short] = lines
      if (!long || !short) throw new Error('two lines')
      const quote = quoteOf(long)
      expect(graphemes(quote.text)).toBe(QUOTE_MAX_GRAPHEMES)
      const answer = { ...lineOf(hostId, 'yes', at(5_000)), replyTo: quote }
      await stores.chat.append([{ room, line: answer }])
      expect(await stores.chat.page(room, 10, null)).toEqual([long, short, answer])
      expect(await stores.chat.line(room, answer.id)).toEqual(answer)
      expect(await stores.chat.find(room, 'yes', 5)).toEqual([answer])
    })

    test('an answer that is kept before what it answers finds it later; until then, and for ever if it never comes, it answers nothing', async () => {
      const stores = await make()
      const { room, hostId } = await roomWith(stores, [])
      const first = lineOf(hostId, 'first', at(0))
      const answer = { ...lineOf(hostId, 'second', at(1)), replyTo: quoteOf(first) }
      await stores.chat.append([{ room, line: answer }])
      expect(await stores.chat.page(room, 10, null)).toEqual([{ ...answer, replyTo: null }])
      await stores.chat.append([{ room, line: first }])
      expect(await stores.chat.page(room, 10, null)).toEqual([first, answer])
    })

    test('nothing of another room is quoted, nor found by its id', async () => {
      const stores = await make()
      const { lines } = await roomWith(stores, ['a secret'])
      const { room, hostId } = await roomWith(stores, [])
      const [secret] = lines
      if (!secret) throw new Error('a line')
      const answer = { ...lineOf(hostId, 'tell me', at(1)), replyTo: quoteOf(secret) }
      await stores.chat.append([{ room, line: answer }])
      expect(await stores.chat.page(room, 10, null)).toEqual([{ ...answer, replyTo: null }])
      expect(await stores.chat.line(room, secret.id)).toBe(null)
      expect(await stores.chat.line(room, newLineId())).toBe(null)
    })

    test('a batch that is sent again, with more in it, keeps each message once and as it was', async () => {
      const stores = await make()
      const { room, hostId, lines } = await roomWith(stores, ['a', 'b'])
      const again = lines.map((line) => ({ room, line: { ...line, text: 'changed' } }))
      await stores.chat.append([...again, { room, line: lineOf(hostId, 'c', at(9_000)) }])
      expect(texts(await stores.chat.page(room, 10, null))).toEqual(['a', 'b', 'c'])
    })

    test('one batch may hold messages of many rooms and people', async () => {
      const stores = await make()
      const [first, second] = [await newRoom(stores), await newRoom(stores)]
      const ben = await newUser(stores, 'Ben')
      const [one, two, three] = [
        { room: first.stored.room.id, line: lineOf(first.hostId, 'one', at(1)) },
        { room: second.stored.room.id, line: lineOf(ben, 'two', at(2), 'Ben') },
        { room: first.stored.room.id, line: lineOf(ben, 'three', at(3), 'Ben') },
      ]
      await stores.chat.append([one, two, three])
      expect(await stores.chat.page(one.room, 10, null)).toEqual([one.line, three.line])
      expect(await stores.chat.page(two.room, 10, null)).toEqual([two.line])
    })

    test('an empty batch is no work', async () => {
      const { chat } = await make()
      await chat.append([])
    })

    test('two rooms may have a message of the same id', async () => {
      const stores = await make()
      const [first, second] = [await roomWith(stores, ['mine']), await roomWith(stores, [])]
      const [mine] = first.lines
      if (!mine) throw new Error('a line')
      await stores.chat.append([{ room: second.room, line: { ...mine, text: 'theirs' } }])
      expect(texts(await stores.chat.page(first.room, 10, null))).toEqual(['mine'])
      expect(texts(await stores.chat.page(second.room, 10, null))).toEqual(['theirs'])
    })

    test('pages follow each other to the first message, without a gap or a repetition', async () => {
      const stores = await make()
      // Nine within one millisecond, as a burst may be: only their order of arrival tells them apart.
      const { stored, hostId } = await newRoom(stores)
      const room = stored.room.id
      const lines = Array.from({ length: 9 }, (_, index) => lineOf(hostId, `m${index}`, at(5)))
      await stores.chat.append(lines.map((line) => ({ room, line })))
      const read: ChatLine[] = []
      for (;;) {
        const page = await stores.chat.page(room, 4, read[0]?.id ?? null)
        read.unshift(...page)
        if (page.length < 4) break
      }
      expect(read).toEqual(lines)
    })

    test('before an unknown message, or one of another room, there is nothing', async () => {
      const stores = await make()
      const { room } = await roomWith(stores, ['a', 'b'])
      const elsewhere = (await roomWith(stores, ['x'])).lines[0]?.id ?? newLineId()
      for (const before of [newLineId(), elsewhere]) {
        expect(await stores.chat.page(room, 1, before)).toEqual([])
      }
    })

    test('messages are found by their words, in this room alone, the newest ones, oldest first', async () => {
      const stores = await make()
      const { room } = await roomWith(stores, ['the night train', 'a day train', 'night again', 'good night'])
      await roomWith(stores, ['night elsewhere'])
      expect(texts(await stores.chat.find(room, 'night', 2))).toEqual(['night again', 'good night'])
      expect(texts(await stores.chat.find(room, 'night', 10))).toHaveLength(3)
      expect(await stores.chat.find(room, 'morning', 10)).toEqual([])
    })

    test('no search text is too strange to be answered', async () => {
      const stores = await make()
      const { room } = await roomWith(stores, ['a'])
      const strange = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string({
          unit: fc.constantFrom('"', "'", '\\', '\0', ':', '*', '&', '|', '!', '(', ')', '<->', '-', ' ', 'or'),
        }),
        fc.constant('x'.repeat(5_000)),
        fc.constant('\ud800'),
      )
      await fc.assert(
        fc.asyncProperty(strange, async (words) => {
          expect(Array.isArray(await stores.chat.find(room, words, 5))).toBe(true)
        }),
        { numRuns: 60 },
      )
    })
  })
}
