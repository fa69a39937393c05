import { mount } from 'svelte'
import * as v from 'valibot'
import { RoomId } from '#protocol/ids.ts'
import { markPower } from './kit/power.ts'
import { Api } from './net/api.ts'
import Root from './Root.svelte'
import { Language } from './state/language.svelte.ts'
import { Router } from './state/router.svelte.ts'
import { Session } from './state/session.svelte.ts'
import { Telegram } from './telegram/index.ts'
import { readLaunch } from './telegram/launch.ts'
import './styles/tokens.css'
import './styles/base.css'

async function start(): Promise<void> {
  markPower()
  const launch = readLaunch()
  const telegram = new Telegram(launch)
  const session = new Session(launch?.initData ?? null)
  // Signing in takes a round trip; the texts come meanwhile.
  void session.start()
  const invited = v.safeParse(RoomId, launch?.startParam)
  const router = new Router(invited.success ? { screen: 'room', id: invited.output } : null)
  const [language] = await Promise.all([Language.load([launch?.language, ...navigator.languages]), telegram.dressed])
  const target = document.getElementById('app')
  if (!target) throw new Error('index.html has no #app')
  mount(Root, { target, props: { telegram, session, router, language, api: new Api(session) } })
}

void start()
