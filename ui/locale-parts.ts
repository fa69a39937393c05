import type { Plugin } from 'vite'

/** A language file, asked for one of its parts: `…/locales/en.ts?only=room`. */
const PART = /\/locales\/[a-z-]+\.ts\?(?:.*&)?only=(\w+)/

/**
 * All texts of a language are one file; what a page loads of it is one part. Each part is a module of its own that
 * exports nothing else: the other parts become values nobody reads, without side effects, and fall away.
 */
export function localeParts(): Plugin {
  return {
    name: 'locale-parts',
    transform: {
      filter: { id: PART },
      handler(code, id) {
        const wanted = PART.exec(id)?.[1]
        let out = ''
        let done = 0
        let found = false
        for (const node of this.parse(code).body) {
          if (node.type !== 'ExportNamedDeclaration' || node.declaration?.type !== 'VariableDeclaration') continue
          const [part] = node.declaration.declarations
          if (!part?.init || part.id.type !== 'Identifier') continue
          if (part.id.name === wanted) {
            found = true
            continue
          }
          const { init } = part
          out += code.slice(done, node.start) + code.slice(node.declaration.start, init.start)
          out += `/* @__PURE__ */ (() => (${code.slice(init.start, init.end)}))()`
          done = init.end
        }
        if (!found) this.error(`${id} has no export const ${wanted}`)
        // Lines stay where they are.
        return { code: out + code.slice(done), map: null }
      },
    },
  }
}
