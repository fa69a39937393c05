import * as v from 'valibot'
import { type Check, codeOf, fail, fine, warn } from './finding.ts'

const Alive = v.object({ ok: v.literal(true) })
const LOCAL = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

/** Whether an address means this machine and no other. */
export const isLocal = (address: string): boolean => LOCAL.test(new URL(address).hostname)

/** The address that people open: of a form that Telegram accepts, and answered by this server. */
export const publicUrlCheck = (publicUrl: string, telegram: boolean): Check => ({
  name: 'public address',
  run: async (signal) => {
    const { protocol } = new URL(publicUrl)
    if (telegram && protocol !== 'https:') {
      return fail(
        `${publicUrl} is not https: Telegram will not open it`,
        'Put a proxy with a certificate in front, and set PUBLIC_URL.',
      )
    }
    const local = isLocal(publicUrl)
    try {
      const answer = await fetch(`${publicUrl}/healthz`, { redirect: 'manual', signal })
      if (answer.status >= 300 && answer.status < 400) {
        return fail(
          `${publicUrl} sends people elsewhere`,
          'Set PUBLIC_URL to the address they end at: Telegram refuses a Mini App that moves.',
        )
      }
      const alive = v.is(Alive, await answer.json().catch(() => null))
      if (!alive)
        return fail(
          `${publicUrl}/healthz is answered by something else (${answer.status})`,
          'Point the proxy at this server.',
        )
    } catch (error) {
      const says = `${publicUrl} does not answer (${codeOf(error)})`
      return local
        ? warn(says, 'Start the server, and ask again.')
        : fail(says, 'Start the server, and check DNS, firewall and proxy.')
    }
    if (protocol !== 'https:')
      return warn(`${publicUrl} answers, without https`, 'Fine to try it out here; people elsewhere need https.')
    return fine(`${publicUrl} answers`)
  },
})
