import { addressOf, direct, isOf } from '#core/address.ts'
import { err } from '#core/result.ts'
import type { Source } from '#core/source.ts'
import type { LinkFault } from '#protocol/errors.ts'

/** Endings of what plays: such an address is a file, on whosever site. */
const FILE = /\.(?:mp4|m4v|webm|mkv|mov|ogv|ogg|oga|opus|mp3|m4a|aac|flac|wav)$/i
/** Endings of what does not. Anything else may be a film: the player finds out. */
const OTHER_FILE =
  /\.(?:jpe?g|png|gif|webp|avif|svg|heic|pdf|epub|fb2|djvu|docx?|xlsx?|pptx?|zip|rar|7z|gz|exe|apk|dmg|iso|m3u|pls|srt|vtt|ass|txt|json|xml)$/i
const PAGE = /^\/$|\.(?:x?html?|php|aspx?|jsp)$/i

/** Sites whose addresses are no films of ours, and why. Some of them have files too, which their endings tell. */
const SITES: readonly { readonly fault: LinkFault; readonly hosts: RegExp; readonly files: boolean }[] = [
  { fault: 'link_telegram', files: false, hosts: /(?:^|\.)(?:t\.me|telegram\.(?:me|dog|org))$/ },
  // Their films come with a key that only their own players get.
  {
    fault: 'link_protected',
    files: false,
    hosts:
      /(?:^|\.)(?:netflix\.com|kinopoisk\.ru|ivi\.(?:ru|tv)|okko\.tv|(?:disney|paramount|discovery)plus\.com|hotstar\.com|primevideo\.com|hulu\.com|(?:hbo)?max\.com|(?:tv|music)\.apple\.com|peacocktv\.com|wink\.ru|start\.ru|premier\.one|more\.tv|kion\.ru|amediateka\.ru|megogo\.net|crunchyroll\.com|mubi\.com|spotify\.com|music\.yandex\.(?:ru|com))$/,
  },
  {
    fault: 'link_disk',
    files: false,
    hosts:
      /^(?:(?:drive|docs|photos)\.google\.com|photos\.app\.goo\.gl|disk\.yandex\.[a-z]+|disk\.360\.yandex\.ru|yadi\.sk|cloud\.mail\.ru|mega\.(?:nz|io)|(?:onedrive\.live|[\w-]+\.sharepoint|(?:www\.)?(?:dropbox|icloud|mediafire|wetransfer|terabox)|(?:\w+\.)?box|\w+\.pcloud)\.com|1drv\.ms|we\.tl|gofile\.io)$/,
  },
  {
    fault: 'link_other_site',
    files: true,
    hosts:
      /(?:^|\.)(?:instagram\.com|tiktok\.com|x\.com|twitter\.com|t\.co|dailymotion\.com|dai\.ly|facebook\.com|fb\.(?:watch|com)|threads\.(?:net|com)|reddit\.com|redd\.it|pinterest\.com|pin\.it|ok\.ru|my\.mail\.ru|dzen\.ru|vkplay\.live|bilibili\.(?:com|tv)|b23\.tv|kick\.com|rumble\.com|odysee\.com|coub\.com|snapchat\.com|soundcloud\.com|boosty\.to|patreon\.com|nicovideo\.jp|bitchute\.com|streamable\.com|ted\.com)$/,
  },
  {
    fault: 'link_page',
    files: true,
    hosts:
      /(?:^|\.)(?:wiki[pm]edia\.org|imdb\.com|github\.com)$|^(?:www\.)?(?:google(?:\.[a-z]{2,3}){1,2}|(?:yandex|ya|bing|duckduckgo)\.[a-z]+)$/,
  },
]
/** Pages about a file, which are named like it. */
const ABOUT_FILE = /\/(?:wiki\/[^/]+|blob\/.+)$/

/** Why what lies here is no film; null: it may be one. */
function faultOf(host: string, path: string): LinkFault | null {
  if (/\.torrent$/i.test(path)) return 'link_torrent'
  if (/^(?:www\.)?amazon\.[a-z.]+$/.test(host) && /video/i.test(path)) return 'link_protected'
  const site = SITES.find(({ hosts }) => hosts.test(host))
  if (site && !(site.files && FILE.test(path) && !ABOUT_FILE.test(path))) return site.fault
  if (OTHER_FILE.test(path)) return 'link_other_file'
  return PAGE.test(path) ? 'link_page' : null
}

/** Dropbox gives a file itself to who asks for it raw; a folder stays a page. */
function dropbox(url: URL): URL | null {
  const { host, parts } = addressOf(url)
  const [first = '', second = ''] = parts
  const one = first === 's' || (first === 'scl' && second === 'fi') || FILE.test(url.pathname)
  if (!isOf(host, 'dropbox.com') || !one) return null
  const raw = new URL(url)
  for (const name of ['dl', 'st', 'e']) raw.searchParams.delete(name)
  raw.searchParams.set('raw', '1')
  return raw
}

/** A plain file, for the browser's own `<video>`: whatever no other source knows, and does not look like a page. */
export const file: Source = {
  name: 'file',
  knownBy: 'rest',
  frames: [],
  read: (url) => {
    const fault = faultOf(addressOf(url).host, url.pathname)
    if (fault !== 'link_disk') return fault === null ? direct(url) : err(fault)
    const raw = dropbox(url)
    return raw === null ? err(fault) : direct(raw)
  },
}
