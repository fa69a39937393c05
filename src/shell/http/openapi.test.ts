import { describe, expect, test } from 'bun:test'
import * as v from 'valibot'
import { httpApp } from '#testing/http-app.ts'
import { EXAMPLES } from './examples.ts'
import { SCHEMAS } from './schemas.ts'

const METHODS = ['get', 'post', 'patch', 'delete', 'put'] as const
const Operation = v.looseObject({
  operationId: v.string(),
  tags: v.array(v.string()),
  summary: v.string(),
  security: v.array(v.record(v.string(), v.array(v.string()))),
  parameters: v.optional(v.array(v.looseObject({ in: v.string(), name: v.string() })), []),
  requestBody: v.optional(v.unknown()),
  responses: v.record(
    v.string(),
    v.looseObject({ description: v.string(), content: v.optional(v.record(v.string(), v.unknown())) }),
  ),
})
const Document = v.looseObject({
  openapi: v.literal('3.1.0'),
  tags: v.array(v.object({ name: v.string(), description: v.string() })),
  servers: v.array(v.object({ url: v.string() })),
  paths: v.record(v.string(), v.record(v.string(), Operation)),
  components: v.looseObject({
    schemas: v.record(v.string(), v.looseObject({ examples: v.optional(v.array(v.unknown())) })),
    securitySchemes: v.record(v.string(), v.unknown()),
  }),
})

const { app } = httpApp()
const raw: unknown = await (await app.request('/api/openapi.json')).json()
const document = v.parse(Document, raw)
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

/** Every value under the key `name`, however deep. */
function* under(value: unknown, name: string): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Object.entries(value)) {
    if (key === name) yield item
    yield* under(item, name)
  }
}

describe('the API description', () => {
  test('has every route of the app, and the socket', () => {
    const routes = app.routes
      .filter(({ method }) => METHODS.some((known) => known.toUpperCase() === method))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)(?:{.+})?/g, '{$1}')}`)
    const described = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`)
    expect(described.toSorted()).toEqual([...new Set(routes), 'GET /ws'].toSorted())
  })

  test('every reference leads somewhere', () => {
    const refs = [...under(raw, '$ref')]
    expect(refs.length).toBeGreaterThan(50)
    for (const ref of refs) {
      const path = String(ref).replace(/^#\//, '').split('/')
      expect(path.reduce<unknown>((at, key) => Object(at)[key], raw)).toBeObject()
    }
  })

  test('every operation says who may call it, what it answers and how it refuses', () => {
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length)
    const tags = document.tags.map(({ name }) => name)
    const schemes = Object.keys(document.components.securitySchemes)
    for (const { path, method, operation } of operations) {
      expect(operation.summary).not.toBe('')
      expect(tags).toContain(operation.tags[0] ?? '')
      for (const scheme of operation.security.flatMap((rule) => Object.keys(rule))) expect(schemes).toContain(scheme)
      expect(Object.keys(operation.responses)).toContain('500')
      if (operation.security.some((rule) => 'accessToken' in rule))
        expect(Object.keys(operation.responses)).toContain('401')
      for (const name of path.matchAll(/\{(\w+)\}/g)) {
        expect(operation.parameters).toContainEqual(
          expect.objectContaining({ in: 'path', name: name[1], required: true }),
        )
      }
      for (const [status, answer] of Object.entries(operation.responses)) {
        const silent = ['101', '204', '304', '412', '416'].includes(status)
        expect([method, path, status, answer.content === undefined]).toEqual([method, path, status, silent])
      }
    }
  })

  test('bodies and queries are described by the schemas that check them', () => {
    const make = document.paths['/api/rooms']?.post
    expect(make?.requestBody).toMatchObject({
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/CreateRoom' } } },
    })
    expect(make?.responses['201']?.content).toEqual({
      'application/json': { schema: { $ref: '#/components/schemas/RoomSummary' } },
    })
    const history = document.paths['/api/rooms/{id}/messages']?.get
    expect(history?.parameters).toContainEqual(
      expect.objectContaining({
        in: 'query',
        name: 'limit',
        schema: expect.objectContaining({ type: 'integer', maximum: 50 }),
      }),
    )
    expect(document.components.schemas.CreateRoom).toMatchObject({
      type: 'object',
      additionalProperties: false,
      properties: { control: { enum: ['everyone', 'host'], default: 'everyone' } },
    })
  })

  test('every named schema has an example that it accepts', () => {
    for (const [name, schema] of Object.entries(SCHEMAS)) {
      expect(document.components.schemas[name]?.examples).toEqual([EXAMPLES[name]])
      expect([name, v.safeParse(schema, EXAMPLES[name]).issues]).toEqual([name, undefined])
    }
  })

  test('the socket is described with its frames and its close codes', () => {
    const socket = document.paths['/ws']?.get
    expect(socket?.description).toContain('| 4401 | `unauthorized` |')
    expect(document.components.schemas.ClientFrame).toMatchObject({ oneOf: expect.any(Array) })
    expect(document.components.schemas.ServerFrame).toMatchObject({ oneOf: expect.any(Array) })
  })
})

test('the page for people needs no script but ours', async () => {
  const page = await app.request('/api/docs')
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self';")
  const html = await page.text()
  for (const [, address] of html.matchAll(/(?:src|href)="([^"]*)"/g)) expect(address).toStartWith('/')
  expect(html).not.toMatch(/<script(?![^>]*src=)/)
  const script = await app.request('/api/docs/init.js')
  expect(script.headers.get('content-type')).toContain('text/javascript')
  expect(await script.text()).toContain('/api/openapi.json')
})
