import { defineConfig } from 'drizzle-kit'

/** For `drizzle-kit generate`: writes the next migration from what has changed in the schema. Read the SQL before use. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/adapters/postgres/schema/*.ts',
  out: './drizzle',
})
