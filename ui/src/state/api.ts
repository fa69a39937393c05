/** The server's API, as screens and features reach it: by the context, never by the network's own files. */
export { type Api, getApi, setApi } from '../net/api.ts'
