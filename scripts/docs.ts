/** Writes the pages that are generated: `bun run docs`. Tests fail while a page is not what this writes. */
import { join } from 'node:path'
import { renderConfigDoc } from '../src/cli/config-doc.ts'
import { renderProtocolDoc } from '../src/cli/protocol-doc.ts'

const docs = join(import.meta.dir, '../docs')
await Bun.write(join(docs, 'CONFIG.md'), renderConfigDoc())
await Bun.write(join(docs, 'PROTOCOL.md'), renderProtocolDoc())
