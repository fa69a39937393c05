import { HOLD_MAX_MS, TOGETHER_MAX } from '#protocol/limits.ts'
import type { Buffering } from '#protocol/room.ts'
import type { Texts } from './index.ts'

const OPTIONS = ['auto', 'together', 'flow'] as const satisfies readonly Buffering[]
const SECONDS = HOLD_MAX_MS / 1_000

/** It comes with the two forms that ask: each option, and what it means. */
const WORDS = {
  en: {
    title: 'Wait for those who load',
    auto: ['Automatic', `While up to ${TOGETHER_MAX} are here the film waits, ${SECONDS} seconds at most`],
    together: ['Wait', `The film waits for everyone, ${SECONDS} seconds at most`],
    flow: ['Never wait', 'The film goes on, who was late catches up'],
  },
  ru: {
    title: 'Ждать тех, у кого грузится',
    auto: ['Само', `Пока здесь не больше ${TOGETHER_MAX}, фильм ждёт, но не дольше ${SECONDS} секунд`],
    together: ['Ждать', `Фильм ждёт каждого, но не дольше ${SECONDS} секунд`],
    flow: ['Не ждать', 'Фильм идёт дальше, кто отстал, догонит'],
  },
} as const

/** The choice whether a room waits for players that have run dry, and what the chosen one means. */
export function waitWords({ language }: Pick<Texts, 'language'>, chosen: Buffering) {
  const words = WORDS[language === 'ru' ? 'ru' : 'en']
  return {
    label: words.title,
    options: OPTIONS.map((value) => ({ value, text: words[value][0] })),
    hint: words[chosen][1],
  }
}
