import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { type AST, parse } from 'svelte/compiler'

/** Where words and colours are written down; everybody else asks for them. The gallery is not part of the product. */
const HAS_COLOURS = /^(kit\/palette\.ts|telegram\/(theme|color)[\w-]*\.ts|gallery\/)|\.test\.ts$/
const HAS_WORDS = /^gallery\//

/** Attributes and props that are read or read out. */
const TOLD =
  /^(?!enterkeyhint$)(aria-(label|description|roledescription|valuetext|placeholder)|alt|.*(label|title|text|hint|placeholder|words)|problem)$/i
const LETTERS = /\p{L}/u
const COLOUR = /#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})\b|\b(?:rgb|hsl|lab|lch|oklab|oklch)a?\(\s*[\d.]/i
/** Text in quotes of any kind; comments are matched first, so that their quotes begin nothing. */
const QUOTED =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)/g

interface Fault {
  readonly at: number
  readonly what: string
}

type Node = { readonly type: string; readonly start: number; readonly end: number }

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

/** Texts that an expression can come to: what is compared or called with is not one of them. */
function textsOf(node: unknown): Fault[] {
  if (!isNode(node)) return []
  const { type, start } = node
  const inside = (...keys: string[]) => keys.flatMap((key) => textsOf((node as never)[key]))
  if (type === 'Literal') {
    const { value } = node as unknown as { value: unknown }
    return typeof value === 'string' ? [{ at: start, what: value }] : []
  }
  if (type === 'TemplateLiteral') {
    const { quasis } = node as unknown as { quasis: { start: number; value: { cooked: string } }[] }
    return quasis.map((part) => ({ at: part.start, what: part.value.cooked }))
  }
  if (type === 'ConditionalExpression') return inside('consequent', 'alternate')
  if (type === 'LogicalExpression' || type === 'BinaryExpression')
    return (node as unknown as { operator: string }).operator.match(/^(\+|\|\||\?\?|&&)$/)
      ? inside('left', 'right')
      : []
  return []
}

/** `{ text: 'Chat' }`: what is told, in a table that a component has or hands on. */
const ofProperty = ({ key, value }: { key: { name?: string }; value: unknown }): Fault[] =>
  TOLD.test(key.name ?? '') ? textsOf(value) : []

function ofAttribute({ name, value }: AST.Attribute): Fault[] {
  if (!TOLD.test(name) || value === true) return []
  return [value]
    .flat()
    .flatMap((part) => (part.type === 'Text' ? [{ at: part.start, what: part.data }] : textsOf(part.expression)))
}

/** What a node itself says; words in an attribute are the attribute's affair. */
function saidBy(node: Node, inAttribute: boolean): Fault[] {
  if (node.type === 'Attribute') return ofAttribute(node as AST.Attribute)
  if (node.type === 'Property') return ofProperty(node as never)
  if (inAttribute) return []
  if (node.type === 'Text') return [{ at: node.start, what: (node as AST.Text).data }]
  return node.type === 'ExpressionTag' ? textsOf((node as AST.ExpressionTag).expression) : []
}

/** Words that a component says by itself. */
function wordsIn(source: string): Fault[] {
  const visit = (value: unknown, inAttribute: boolean): Fault[] => {
    if (Array.isArray(value)) return value.flatMap((item) => visit(item, inAttribute))
    if (!isNode(value)) return []
    const inside = inAttribute || /^(Attribute|\w+Directive)$/.test(value.type)
    return [...saidBy(value, inAttribute), ...Object.values(value).flatMap((child) => visit(child, inside))]
  }
  const { fragment, instance, module } = parse(source, { modern: true })
  return visit([fragment, instance?.content, module?.content], false).filter(({ what }) => LETTERS.test(what))
}

/** Colours in what is code: the styles of a component are stylelint's affair. */
const coloursIn = (source: string): Fault[] =>
  [...source.replace(/<style[\s\S]*<\/style>/, '').matchAll(QUOTED)].flatMap(({ 1: text, index }) => {
    const colour = text && COLOUR.exec(text)
    return colour ? [{ at: index + colour.index, what: colour[0] }] : []
  })

const sources = new Map<string, string>()
for await (const path of new Bun.Glob('**/*.{ts,svelte}').scan(import.meta.dir))
  sources.set(path, await Bun.file(join(import.meta.dir, path)).text())

const told = (exempt: RegExp, which: RegExp, find: (source: string) => Fault[]): string[] =>
  [...sources]
    .filter(([path]) => which.test(path) && !exempt.test(path))
    .flatMap(([path, source]) =>
      find(source).map(
        ({ at, what }) =>
          `ui/src/${path}:${source.slice(0, at).split('\n').length} says ${JSON.stringify(what.trim())}`,
      ),
    )

describe('the Mini App', () => {
  test('says nothing that is not in the texts of its languages', () =>
    expect(told(HAS_WORDS, /\.svelte$/, wordsIn)).toEqual([]))
  test('has its colours from the tokens and the palette', () => expect(told(HAS_COLOURS, /./, coloursIn)).toEqual([]))
})

describe('the detector', () => {
  test.each([
    '<p>Hello</p>',
    '<p>{#if a}{b}{:else}нет{/if}</p>',
    `<p>{open ? 'Close' : t.open}</p>`,
    '<p>{`{n} people`}</p>',
    '<button aria-label="Close"></button>',
    `<Button label={found ?? 'Nobody'} />`,
    '<Field placeholder="{a} link" />',
    `<Sheet closeLabel={'x' + 'Close'} />`,
    '{#snippet end()}Later{/snippet}',
    `<Tabs tabs={[{ value: 'chat', text: 'Chat' }]} />`,
    `<script>const RATES = [{ value: 1, hint: 'usual' }]</script>`,
  ])('hears %s', (source) => expect(wordsIn(source)).not.toEqual([]))

  test.each([
    '<p>{t.hello} · {n}× 12:04 → </p>',
    '<p class="quiet" id="{uid}-title">{name}</p>',
    `<p>{t[kind === 'film' ? 'a' : 'b']}</p>`,
    `<Tabs panel="room-panel" tabs={[{ value: 'chat', text: t.chat }]} value="chat" />`,
    '<img alt="" src="/stills/train.webp">',
    '<p style:width="{n}px"><input enterkeyhint="go"></p>',
    `<script>const a = 'Hello'</script><style>a { content: "b" }</style>`,
  ])('lets %s pass', (source) => expect(wordsIn(source)).toEqual([]))

  test('sees colours in code, and only there', () => {
    for (const code of [`const a = '#fff'`, 'paint(`1px solid #a0b1c2`)', `const a = "rgb(1 2 3)"`])
      expect(coloursIn(code)).toHaveLength(1)
    for (const code of [
      'this.#add(1)',
      `// '#fff'`,
      '<style>a { color: #fff }</style>',
      `import '#core/a.ts'`,
      'rgb(1)',
    ])
      expect(coloursIn(code)).toEqual([])
  })
})
