/** Lines of a server's log that tell of something broken; the log is to be written as JSON. */
export const troubleIn = (logs: string): string[] =>
  logs.split('\n').filter((line) => /"level":"(?:error|fatal|warn)"|Error:|ERR_|panic|Segmentation| failed$/.test(line))
