import { mount } from 'svelte'
import * as v from 'valibot'
import { RoomId } from '#protocol/ids.ts'
import App from './App.svelte'
import { loadTexts } from './i18n/index.ts'
import { Api } from './net/api.ts'
import { Router } from './state/router.svelte.ts'
import { Session } from './state/session.svelte.ts'
import { Telegram } from './telegram/index.ts'
import { readLaunch } from './telegram/launch.ts'
import './styles/tokens.css'
import './styles/base.css'

async function start(): Promise<void> {
  const launch = readLaunch()
  const telegram = new Telegram(launch)
  const language = launch?.language ?? navigator.language.slice(0, 2)
  document.documentElement.lang = language === 'ru' ? 'ru' : 'en'
  const session = new Session(launch?.initData ?? null)
  // Signing in takes a round trip; the texts come meanwhile.
  void session.start()
  const invited = v.safeParse(RoomId, launch?.startParam)
  const router = new Router(invited.success ? { screen: 'room', id: invited.output } : null)
  const texts = await loadTexts(language)
  const target = document.getElementById('app')
  if (!target) throw new Error('index.html has no #app')
  mount(App, { target, props: { telegram, session, router, texts, api: new Api(session) } })
}

void start()
