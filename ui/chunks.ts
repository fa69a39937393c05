import { join } from 'node:path'

/** What the bundler knows of a module. */
interface Modules {
  getModuleInfo(
    id: string,
  ): { readonly importedIds: readonly string[]; readonly dynamicallyImportedIds: readonly string[] } | null
}

/** The most shared first: a chunk takes along what its modules import, unless that has been taken before. */
export const NAMES = ['base', 'common', 'room', 'inside'] as const
type Name = (typeof NAMES)[number]

const src = (path: string): string => join(import.meta.dirname, 'src', path)

const ENTRY = src('main.ts')
/** Needed on every way, but only ever imported on demand. */
const ALWAYS = src('i18n/format.ts')
const ROOM = src('screens/Room.svelte')
/** Who is there goes into a room next, or has its controls: what these share with a room is not worth a file of its own. */
const NEXT_TO_ROOM = ['screens/NewRoom.svelte', 'screens/Settings.svelte'].map(src)
/** What a room always loads, each by itself when its turn comes. */
const INSIDE = [
  'screens/RoomInside.svelte',
  'features/chat/Chat.svelte',
  'features/playback/Controls.svelte',
  'features/playback/Overlays.svelte',
  'features/reactions/ReactionNews.svelte',
  'features/reactions/ReactionRow.svelte',
  '../../src/sources/file/player.ts',
  'state/reactions.svelte.ts',
].map(src)

/** Everything that comes along with these modules; with `late`, also what they ask for later. */
function closureOf(
  modules: Modules,
  ids: readonly string[],
  late?: { readonly without: readonly string[] },
): Set<string> {
  const found = new Set<string>(late?.without)
  const visit = (id: string) => {
    if (found.has(id)) return
    found.add(id)
    const module = modules.getModuleInfo(id)
    for (const next of module?.importedIds ?? []) visit(next)
    if (late) for (const next of module?.dynamicallyImportedIds ?? []) visit(next)
  }
  for (const id of ids) visit(id)
  for (const id of late?.without ?? []) found.delete(id)
  return found
}

/**
 * Fewer, larger chunks. Left to itself the bundler makes one for every set of screens that share something, forty small
 * files on the way to a room; each costs a request, and a browser that speaks HTTP/1.1 sends six at a time. So what is
 * always loaded together is one file: `base` with every page, `room` to enter one, `inside` there, and `common` there and
 * on screens far from one, so that none of these loads a room.
 */
export function chunkNames(): (id: string, modules: Modules) => Name | null {
  let chunks: ReadonlyMap<string, Name> | null = null

  const plan = (modules: Modules) => {
    const base = closureOf(modules, [ENTRY, ALWAYS])
    const room = closureOf(modules, [ROOM])
    const outside = closureOf(modules, [ENTRY], { without: [ROOM, ...NEXT_TO_ROOM] })
    const named = new Map<string, Name>()
    for (const id of closureOf(modules, INSIDE)) named.set(id, outside.has(id) ? 'common' : 'inside')
    for (const id of room) named.set(id, 'room')
    for (const id of base) named.set(id, 'base')
    return named
  }

  return (id, modules) => {
    chunks ??= plan(modules)
    return chunks.get(id) ?? null
  }
}
